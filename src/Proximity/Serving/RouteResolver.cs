using System.Text;
using Proximity.Access;
using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Targets;

namespace Proximity.Serving;

/// <summary>
/// From a target to its route. A client mostly stays with one origin, so the last route is kept and compared by bytes: no string is made
/// for the next request. Inside a tunnel a request goes where the tunnel goes, or is refused; only the user's code may send it elsewhere.
/// </summary>
internal sealed class RouteResolver(bool isLocalClient, OpenedTunnel? tunnel)
{
    private byte[] lastAuthority = [];
    private bool lastWantsTls;
    private Route? last;
    private LiveSettings? lastSettings;

    /// <summary>The route of a request that goes on as <see cref="RequestContext.Head"/> says.</summary>
    public Route Resolve(Exchange exchange)
    {
        RequestContext request = exchange.Request;
        ReadOnlySpan<byte> authority = request.Target.AuthorityBytes(request.Head);
        bool isSameKind = lastWantsTls == request.Target.WantsTls && lastSettings?.HasRoutesOf(exchange.Settings) == true;
        if (last is { } known && isSameKind && known.Port == request.Target.Authority.Port && authority.SequenceEqual(lastAuthority))
        {
            return known;
        }

        string host = HostOf(request.Head, request.Target);
        if (tunnel is not null && !tunnel.IsFor(host))
        {
            // Never kept: what the user's code may do, the client's next request must not get.
            return OutOfTunnel(exchange, host);
        }

        lastAuthority = authority.ToArray();
        lastWantsTls = request.Target.WantsTls;
        lastSettings = exchange.Settings;
        return last = tunnel is null
            ? Make(exchange, host, request.Target.Authority.Port, lastWantsTls ? new RouteTunnel(host) : null)
            : OfTunnel(exchange, tunnel);
    }

    /// <summary>The route to an origin that a handler named.</summary>
    public Route ResolveOrigin(Exchange exchange, Uri origin)
        => Make(exchange, NameOf(origin), origin.Port, origin.Scheme == Uri.UriSchemeHttps ? new RouteTunnel(NameOf(origin)) : null);

    /// <summary>The route of a CONNECT: what is sent through it is for the target alone.</summary>
    public Route ResolveConnect(Exchange exchange) => exchange.Changes?.Origin is { } origin
        ? Make(exchange, NameOf(origin), origin.Port, new RouteTunnel(null))
        : Make(exchange, NamedHostOf(exchange.Request), exchange.Request.Target.Authority.Port, new RouteTunnel(null));

    /// <summary>The host that a request named as it came.</summary>
    public static string NamedHostOf(RequestContext request) => HostOf(request.ReceivedHead, request.Target);

    private static string HostOf(RequestHead head, in RequestTarget target)
        => Encoding.Latin1.GetString(target.AuthorityBytes(head).Slice(target.Authority.HostStart, target.Authority.HostLength));

    private static string NameOf(Uri origin) => origin.IdnHost.Trim('[', ']');

    private Route OutOfTunnel(Exchange exchange, string host)
    {
        bool isTheUsersWish = exchange.Request.Head != exchange.Request.ReceivedHead;
        int port = exchange.Request.Target.Authority.Port;
        return isTheUsersWish
            ? Make(exchange, host, port, new RouteTunnel(tunnel!.IsTls ? host : null))
            : new Route(host, port, null, new TargetAccess(port, Misdirected(host), [], null));
    }

    /// <summary>The tunnel's route; made anew when other settings hold by now than when it was opened.</summary>
    private Route OfTunnel(Exchange exchange, OpenedTunnel opened) => opened.Settings?.HasRoutesOf(exchange.Settings) != false
        ? opened.Route
        : Make(exchange, opened.Route.Host, opened.Route.Port, new RouteTunnel(opened.Route.TlsName));

    private Route Make(Exchange exchange, string host, int port, RouteTunnel? kind)
    {
        LiveSettings settings = exchange.Settings;
        UpstreamProxy? upstream = settings.Upstreams.For(host, port, isTunnel: kind is not null);
        return new Route(host, port, upstream, settings.Targets.Judge(host, port, isLocalClient), kind);
    }

    private Fault Misdirected(string host)
        => new(ErrorCodes.MisdirectedRequest, FaultSide.Client, 421, $"The tunnel was opened for {tunnel!.Route.Host}; a request for {host} needs one of its own (RFC 9110 §15.5.20).");
}
