using Proximity.Exchanges;
using Proximity.Forwarding;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Tls;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Serving;

/// <summary>
/// Decides by the first bytes in a tunnel that stands whether to look into it. Nothing is consumed meanwhile: a tunnel that is not opened
/// is relayed as if nobody had looked.
/// </summary>
internal sealed class TunnelOpener(ExchangeServices services, TlsInterception interception, Exchange exchange, NestedConnections nested)
{
    /// <summary>
    /// How long a client that has begun may take to make clear with what: the origin, too, could be waiting for the bytes held here.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a client may be silent before its origin, if that was not dialled yet, is asked whether it wants to speak first.
    /// </summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(250);

    private readonly OriginDialler dialler = new(services);
    private readonly OriginLease lease = new(services);
    private readonly TunnelInterior interior = new(services, exchange, nested);

    /// <summary>The proxy's own site has no origin, and is always open.</summary>
    private readonly bool isOnboardingSite = OnboardingSite.Matches(exchange.Request);

    /// <summary>Why the origin could not be reached; null before it was tried, and on success.</summary>
    private Fault? unreachable;

    private Route Route => exchange.Request.Route!;

    private InterceptionHosts Hosts => exchange.Settings.InterceptionHosts;

    private bool MayOpen => isOnboardingSite || Choice == TunnelVerdict.Intercept || Hosts.MayOpen(Route.Host, null, Route.Port);

    /// <summary>What a handler has said of the tunnel; null when none did.</summary>
    private TunnelVerdict? Choice => exchange.Changes?.Tunnel;

    public async ValueTask<ExchangeEnd> RunAsync()
    {
        if (Choice is TunnelVerdict.PassThrough)
        {
            return await PassThrough.RunAsync(services, exchange, PassThrough.Handler).ConfigureAwait(false);
        }

        if (!isOnboardingSite && Choice is null && Hosts.PassThrough.Match(Route.Host, Route.Port))
        {
            return await PassThrough.RunAsync(services, exchange, PassThrough.HostRule).ConfigureAwait(false);
        }

        OpeningKind kind = await AwaitOpeningAsync().ConfigureAwait(false);
        if (kind != OpeningKind.Tls && await ReachAsync().ConfigureAwait(false) is { } fault)
        {
            return await new Answers(services.Errors).FailAsync(exchange, fault).ConfigureAwait(false);
        }

        switch (kind)
        {
            case OpeningKind.Tls:
                return await new TlsOpener(services, interception, exchange, interior).RunAsync().ConfigureAwait(false);
            case OpeningKind.Http1 when MayOpen:
                await interior.ServeAsync(exchange.Client, Clear(isHttp2: false), exchange.Input).ConfigureAwait(false);
                return ExchangeEnd.Close;
            case OpeningKind.Http2 when MayOpen && interception.Http2 is { } http2:
                byte[] received = exchange.Input.Span.ToArray();
                exchange.Input.Release();
                await interior.ServeHttp2Async(http2, exchange.Client, Clear(isHttp2: true), received).ConfigureAwait(false);
                return ExchangeEnd.Close;
            case OpeningKind.Other or OpeningKind.NeedMore:
                return await PassThrough.RunAsync(services, exchange, PassThrough.OtherProtocol).ConfigureAwait(false);
            default:
                return await PassThrough.RunAsync(services, exchange, MayOpen ? PassThrough.OtherProtocol : PassThrough.HostRule).ConfigureAwait(false);
        }
    }

    /// <summary>An origin that was not dialled yet is, once: only TLS may find another connection to it. Null on success.</summary>
    private async ValueTask<Fault?> ReachAsync()
    {
        if (isOnboardingSite || exchange.Origin is not null || unreachable is not null)
        {
            return unreachable;
        }

        unreachable = await dialler.DialAsync(exchange, []).ConfigureAwait(false);
        if (unreachable is null)
        {
            exchange.Watchdog.Enter(ExchangePhase.Tunnelling);
        }

        return unreachable;
    }

    private async ValueTask<OpeningKind> AwaitOpeningAsync()
    {
        while (true)
        {
            OpeningKind kind = TunnelOpening.Judge(exchange.Input.Span);
            if (kind != OpeningKind.NeedMore)
            {
                return kind;
            }

            bool isClientsTurn = exchange.Input.Length > 0 || await ClientSpeaksFirstAsync().ConfigureAwait(false);
            if (!isClientsTurn || !await ReadMoreAsync().ConfigureAwait(false))
            {
                return OpeningKind.Other;
            }
        }
    }

    /// <summary>Waits until either end has something to say, however long that takes: nobody is kept waiting by it.</summary>
    private async ValueTask<bool> ClientSpeaksFirstAsync()
    {
        if (isOnboardingSite)
        {
            return true;
        }

        if (exchange.Origin is null)
        {
            WireResult heard = await AtMostAsync(Silence, exchange.Client.WaitReadableAsync()).ConfigureAwait(false);
            if (heard.Error != WireError.Canceled || await ReachAsync().ConfigureAwait(false) is not null)
            {
                return heard.IsOk;
            }
        }

        OriginConnection origin = exchange.Origin!;
        if (origin.Input.Length > 0)
        {
            return false;
        }

        Task<WireResult> fromClient = exchange.Client.WaitReadableAsync().AsTask();
        Task<WireResult> fromOrigin = origin.Wire.WaitReadableAsync().AsTask();
        await Task.WhenAny(fromClient, fromOrigin).ConfigureAwait(false);
        bool isClient = fromClient.IsCompleted;

        // The wait that is left over has taken no bytes; it only must not meet the reads to come.
        Wire waiting = isClient ? origin.Wire : exchange.Client;
        waiting.CancelReads();
        await (isClient ? fromOrigin : fromClient).ConfigureAwait(false);
        waiting.ResumeReads();
        return isClient;
    }

    private async ValueTask<bool> ReadMoreAsync()
    {
        WireResult read = await AtMostAsync(Patience, exchange.Input.FillHeadAsync(TunnelOpening.MaxBytes + 1)).ConfigureAwait(false);
        exchange.Watchdog.Progress();
        return read.Count > 0;
    }

    /// <summary>Ends a read from the client when it has taken this long.</summary>
    private async ValueTask<WireResult> AtMostAsync(TimeSpan time, ValueTask<WireResult> read)
    {
        if (read.IsCompleted)
        {
            return await read.ConfigureAwait(false);
        }

        using var enough = new CancellationTokenSource(time, services.TimeProvider);
        WireResult result;
        await using (enough.Token.UnsafeRegister(static state => ((Wire)state!).CancelReads(), exchange.Client).ConfigureAwait(false))
        {
            result = await read.ConfigureAwait(false);
        }

        if (enough.IsCancellationRequested)
        {
            exchange.Client.ResumeReads();
        }

        return result;
    }

    /// <summary>
    /// The tunnel as one in clear, with the connection that stands for its first request. A client that begins with HTTP/2 in clear knows
    /// that the origin speaks it.
    /// </summary>
    private OpenedTunnel Clear(bool isHttp2)
    {
        var tunnel = new OpenedTunnel
        {
            Client = exchange.ClientSocket,
            Route = Route,
            Settings = exchange.Settings,
            NamedHost = RouteResolver.NamedHostOf(exchange.Request),
            IsOriginHttp2 = isHttp2 && !isOnboardingSite,
        };
        if (tunnel.IsOriginHttp2)
        {
            dialler.Share(exchange);
        }

        lease.Reserve(exchange, tunnel);
        return tunnel;
    }
}
