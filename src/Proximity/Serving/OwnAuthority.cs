using Proximity.Exchanges;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Targets;

namespace Proximity.Serving;

/// <summary>
/// Tells whether an <c>OPTIONS *</c> asks about the proxy itself (RFC 9110 §9.3.7): its authority is where the proxy listens, or the
/// proxy's own site.
/// </summary>
internal static class OwnAuthority
{
    /// <summary>False for every request that certainly does not; for the others <see cref="IsMeantAsync"/> says.</summary>
    public static bool MayBeMeant(ExchangeServices services, Exchange exchange)
        => exchange.Request.ReceivedHead.MethodKind == MethodKind.Options
            && exchange.Tunnel is null
            && IsAboutServer(exchange.Request)
            && (exchange.Request.Target.Authority.Port == services.Connector.OwnAddresses?.Port || IsOnboardingSite(services, exchange));

    /// <summary>Looks the name up where that is needed; one that does not resolve is none of ours.</summary>
    public static async ValueTask<bool> IsMeantAsync(ExchangeServices services, Exchange exchange)
    {
        if (IsOnboardingSite(services, exchange))
        {
            return true;
        }

        CancellationToken cancellationToken = exchange.Watchdog.BeginDial();
        string host = RouteResolver.NamedHostOf(exchange.Request);
        int port = exchange.Request.Target.Authority.Port;
        bool isOwn = await services.Connector.IsOwnAsync(host, port, exchange.Client.RemoteEndPoint?.Address, cancellationToken).ConfigureAwait(false);
        exchange.Watchdog.EndDial();
        return isOwn;
    }

    private static bool IsOnboardingSite(ExchangeServices services, Exchange exchange)
        => services.Interception is not null && OnboardingSite.Matches(exchange.Request);

    /// <summary>An absolute form without path and query is the asterisk form on its way through proxies (RFC 9112 §3.2.4).</summary>
    private static bool IsAboutServer(RequestContext request)
        => request.Target.Form == TargetForm.Asterisk
            || (request.Target.Form == TargetForm.Absolute && request.Target.PathStart == request.ReceivedHead.Target.Length);
}
