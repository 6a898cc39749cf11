using Proximity.Exchanges;
using Proximity.Handlers;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Tls;
using Proximity.Tls;

namespace Proximity.Serving;

/// <summary>
/// Says what becomes of a tunnel whose ClientHello is known: the rules for targets come first, then those for interception, then what is
/// remembered, then the user's code.
/// </summary>
internal sealed class ClientHelloPolicy(ExchangeServices services, TlsInterception interception)
{
    private static Decision Intercept { get; } = new(TunnelVerdict.Intercept);

    private static Fault RefusedByCallback { get; } = new(ErrorCodes.TunnelRefused, FaultSide.Client, 0, "The tunnel was refused (option OnClientHello).");

    public async ValueTask<Decision> DecideAsync(Exchange exchange, ClientHello hello, ClientTrustMemory.Key client)
    {
        Route route = exchange.Request.Route!;

        // A name that may not be reached must not be reached by an address that may.
        LiveSettings settings = exchange.Settings;
        if (hello.ServerName is { } name
            && settings.Targets.Judge(name, route.Port, exchange.ClientSocket.IsLocal).Refusal is { } refusal)
        {
            return new Decision(TunnelVerdict.Refuse, Refusal: refusal with { Status = 0 });
        }

        bool isChosen = exchange.Changes?.Tunnel == TunnelVerdict.Intercept;
        bool mayOpen = settings.InterceptionHosts.MayOpen(route.Host, hello.ServerName, route.Port);
        string? reason = !isChosen && !mayOpen ? PassThrough.HostRule
            : !ProtocolChoice.CanOpen(hello, interception.Http2 is not null) ? PassThrough.ApplicationProtocol
            : !isChosen && interception.Rejections.IsRemembered(client) ? PassThrough.Rejection
            : null;
        if (reason is not null)
        {
            return new Decision(TunnelVerdict.PassThrough, reason);
        }

        return services.Callbacks.ClientHello is { } question ? await AskAsync(exchange, hello, question).ConfigureAwait(false) : Intercept;
    }

    private static async ValueTask<Decision> AskAsync(Exchange exchange, ClientHello hello, Question<TunnelHello, TunnelVerdict> question)
    {
        using Watchdog.Scope running = exchange.Watchdog.UserCode();
        (string host, int port) = (exchange.Request.Route!.Host, exchange.Request.Route.Port);
        var shown = new TunnelHello(exchange.ClientSocket, host, port, hello.ServerName, hello.ApplicationProtocols, hello.Versions);
        return await question.AskAsync(shown, exchange.Describe).ConfigureAwait(false) switch
        {
            TunnelVerdict.PassThrough => new Decision(TunnelVerdict.PassThrough, PassThrough.Callback),
            TunnelVerdict.Refuse => new Decision(TunnelVerdict.Refuse, Refusal: RefusedByCallback),
            _ => Intercept,
        };
    }

    /// <summary>What becomes of a tunnel.</summary>
    /// <param name="Verdict">What is done.</param>
    /// <param name="Reason">Why it passes through.</param>
    /// <param name="Refusal">Why it is refused.</param>
    internal readonly record struct Decision(TunnelVerdict Verdict, string? Reason = null, Fault? Refusal = null);
}
