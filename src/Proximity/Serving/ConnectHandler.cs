using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Forwarding;
using Proximity.Protocol.Faults;
using Proximity.Recording;
using Proximity.Wires;

namespace Proximity.Serving;

/// <summary>Answers a CONNECT (RFC 9110 §9.3.6): reaches the target first, then says 200, then relays, or looks into the tunnel.</summary>
internal sealed class ConnectHandler(ExchangeServices services, Exchange exchange, Func<NestedConnections> nested)
{
    private static readonly byte[] Established = "HTTP/1.1 200 Connection Established\r\n\r\n"u8.ToArray();

    private readonly OriginPolicy policy = new(services);
    private readonly OriginDialler dialler = new(services);
    private readonly Answers answers = new(services.Errors);

    /// <summary>Until the tunnel has ended, or until it stands and has only to be relayed: the caller does that, and then calls <see cref="EndRelay"/>.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public async ValueTask<ExchangeEnd> RunAsync()
    {
        if (!services.Tunnels.TryTake(exchange.Settings.MaxTunnels))
        {
            return await answers.FailAsync(exchange, CommonFaults.TooManyTunnels).ConfigureAwait(false);
        }

        ExchangeEnd end = ExchangeEnd.Abort;
        try
        {
            end = await OpenAsync().ConfigureAwait(false);
            return end;
        }
        finally
        {
            if (end != ExchangeEnd.Relay)
            {
                EndRelay(services, exchange, end);
            }
        }
    }

    /// <summary>The tunnel has ended, or did not come about.</summary>
    public static void EndRelay(ExchangeServices services, Exchange exchange, ExchangeEnd end)
    {
        services.Tunnels.Give();
        Leave(exchange, end);
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<ExchangeEnd> OpenAsync()
    {
        Fault? fault = MayDialLater ? null : await dialler.DialAsync(exchange, []).ConfigureAwait(false);
        return fault is null
            ? await EstablishAsync().ConfigureAwait(false)
            : await answers.FailAsync(exchange, fault).ConfigureAwait(false);
    }

    /// <summary>
    /// True when the proxy itself is the target, and when a connection waits that shows that the target is there and that a client's TLS will most likely be served by: it costs a good
    /// deal to make one that is then not used.
    /// </summary>
    private bool MayDialLater
        => services.Interception is not null && (OnboardingSite.Matches(exchange.Request) || (MayOpen && policy.HasWaitingTls(exchange)));

    private bool MayOpen => exchange.Settings.InterceptionHosts.MayOpen(exchange.Request.Route!.Host, null, exchange.Request.Route.Port);

    private static void Leave(Exchange exchange, ExchangeEnd end)
    {
        if (end == ExchangeEnd.Close)
        {
            OriginLease.Close(exchange);
        }
        else
        {
            OriginLease.Abort(exchange);
        }
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<ExchangeEnd> EstablishAsync()
    {
        await RecordAsync().ConfigureAwait(false);
        exchange.Recording.Times.ResponseHead = services.Timestamp();
        exchange.Progress.ResponseStarted = true;
        exchange.Watchdog.Enter(ExchangePhase.Tunnelling);
        WireResult written = await exchange.Client.WriteAsync(Established).ConfigureAwait(false);
        exchange.Recording.ResponseBytes += written.Count;
        if (!written.IsOk)
        {
            var fault = new Fault(ErrorCodes.ConnectResponseFailed, FaultSide.Client, 0, "The answer to the CONNECT could not be written to the client.") { Cause = written.Cause };
            return await answers.FailAsync(exchange, fault).ConfigureAwait(false);
        }

        return services.Interception is { } interception
            ? await new TunnelOpener(services, interception, exchange, nested()).RunAsync().ConfigureAwait(false)
            : ExchangeEnd.Relay;
    }

    private async ValueTask RecordAsync()
    {
        HeadHandler<ProxyResponse>[] handlers = services.Handlers.Present.OwnResponses;
        if (exchange.Recording.Flow is null && handlers.Length == 0)
        {
            return;
        }

        var response = ProxyResponse.FromBlock(Established);
        FlowFacts.Respond(exchange.Recording.Flow, response);
        FlowFacts.BecomeTunnel(exchange.Recording.Flow);

        if (handlers.Length > 0)
        {
            await HeadHandlers.RunAsync(services, exchange, handlers, response).ConfigureAwait(false);
        }
    }
}
