using System.Net.Security;
using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Tls;

namespace Proximity.Forwarding;

/// <summary>Gets an exchange its origin connection, and gives it back or closes it.</summary>
internal sealed class OriginLink(ExchangeServices services)
{
    /// <summary>A pooled connection, or a fresh one. Null on success.</summary>
    public ValueTask<Fault?> ObtainAsync(Exchange exchange, Attempt attempt)
    {
        bool mayReuse = attempt == Attempt.First && services.Persistent;
        if (exchange.Tunnel is { } tunnel)
        {
            return ObtainInTunnelAsync(exchange, tunnel, attempt, mayReuse);
        }

        return mayReuse && services.Origins.TryRent(exchange.Route!.Hop, exchange.Client.Affinity) is { } reused
            ? new ValueTask<Fault?>(Use(exchange, reused))
            : DialAsync(exchange, []);
    }

    /// <summary>Within a tunnel there is the connection that it came with, and HTTP/2 with origins whose clients want it.</summary>
    private ValueTask<Fault?> ObtainInTunnelAsync(Exchange exchange, OpenedTunnel tunnel, Attempt attempt, bool mayReuse)
    {
        bool takesShares = services.Persistent && attempt != Attempt.OverHttp1 && !IsUpgradeOverHttp1(exchange);
        if (mayReuse && TakeWaiting(exchange, tunnel, takesShares) is { } waiting)
        {
            return new ValueTask<Fault?>(Use(exchange, waiting));
        }

        return takesShares && ExpectsHttp2(exchange.Route!.Hop, tunnel) ? ObtainShareAsync(exchange, tunnel) : DialAsync(exchange, Offered(exchange, tunnel, attempt));
    }

    /// <summary>A share of a connection that others make or have just made, or of one made here for others too. Null on success.</summary>
    private async ValueTask<Fault?> ObtainShareAsync(Exchange exchange, OpenedTunnel tunnel)
    {
        Hop hop = exchange.Route!.Hop;
        bool needsExtendedConnect = RequestStage.WantsUpgrade(exchange);
        CancellationToken cancellationToken = exchange.Watchdog.BeginDial();
        bool hasWaited = false;
        while (true)
        {
            Rental rental = services.SharedOrigins.TryRent(hop, needsExtendedConnect);
            if (rental.Share is { } share)
            {
                exchange.Watchdog.EndDial();
                return Use(exchange, share);
            }

            if (rental.Wait is { } wait)
            {
                if (!await CameAsync(wait, cancellationToken).ConfigureAwait(false))
                {
                    return exchange.Watchdog.EndDial() ? CommonFaults.ConnectTimeout(NoShare) : NoShare;
                }

                hasWaited = true;
                continue;
            }

            if (rental.IsRefused || (hasWaited && !services.SharedOrigins.Has(hop)))
            {
                // HTTP/2 is not to be had, or not any more: there is nothing to share, and no reason to wait for one another.
                return await DialAsync(exchange, rental.IsRefused ? ProtocolChoice.OnlyHttp1 : tunnel.OriginProtocols).ConfigureAwait(false);
            }

            if (services.SharedOrigins.TryBeginDial(hop))
            {
                return await DialForAllAsync(exchange, tunnel).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<Fault?> DialForAllAsync(Exchange exchange, OpenedTunnel tunnel)
    {
        Hop hop = exchange.Route!.Hop;
        try
        {
            return await DialAsync(exchange, tunnel.OriginProtocols).ConfigureAwait(false);
        }
        finally
        {
            services.SharedOrigins.EndDial(hop);
        }
    }

    /// <summary>False when the time for it was up, or the exchange is over.</summary>
    private static async ValueTask<bool> CameAsync(Task awaited, CancellationToken cancellationToken)
    {
        // No exception: being late is what peers do.
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), cancelled).ConfigureAwait(false))
        {
            return await Task.WhenAny(awaited, cancelled.Task).ConfigureAwait(false) == awaited;
        }
    }

    private static Fault NoShare { get; } = new(ErrorCodes.UpstreamConnectFailed, FaultSide.Origin, 502, "No connection to the origin was to be had.");

    /// <summary>A client of HTTP/1.1 that asks to switch protocols gets an origin that can: over HTTP/2 it would be another handshake than the client's.</summary>
    private static bool IsUpgradeOverHttp1(Exchange exchange) => exchange.Client.Http2Stream is null && RequestStage.WantsUpgrade(exchange);

    private bool ExpectsHttp2(Hop hop, OpenedTunnel tunnel) => tunnel.MaySpeakHttp2 && ((tunnel.IsOriginHttp2 && hop.Equals(tunnel.Route.Hop)) || services.SharedOrigins.Has(hop));

    private static IReadOnlyList<SslApplicationProtocol> Offered(Exchange exchange, OpenedTunnel tunnel, Attempt attempt)
        => attempt == Attempt.OverHttp1 || (tunnel.OriginProtocols.Count > 0 && IsUpgradeOverHttp1(exchange)) ? ProtocolChoice.OnlyHttp1 : tunnel.OriginProtocols;

    /// <summary>Takes a connection that stands for the exchange, if the client may reach where it leads. Null on success.</summary>
    private Fault? Use(Exchange exchange, OriginConnection waiting)
    {
        waiting.IsReused = true;
        if (IsAdmitted(exchange.Route!, waiting))
        {
            Attach(exchange, waiting);
            return null;
        }

        GiveBack(waiting);
        return exchange.Route!.Access.RefusedByAddress(exchange.Route.Host);
    }

    /// <summary>A waiting connection was made under the same rules, but perhaps for a client that may reach more.</summary>
    private bool IsAdmitted(Route route, OriginConnection connection)
    {
        if (!services.Targets.DependOnClient || route.Upstream is not null || ReferenceEquals(connection.AdmittedBy, route.Access))
        {
            return true;
        }

        if (connection.Wire.RemoteEndPoint is { } remote && !route.Access.Admits(remote.Address))
        {
            return false;
        }

        connection.AdmittedBy = route.Access;
        return true;
    }

    /// <summary>A fresh connection, through a tunnel of the upstream proxy and with TLS where the route wants that. Null on success.</summary>
    /// <param name="exchange">Its route says where to.</param>
    /// <param name="protocols">What to offer to speak, where TLS is made; empty to say nothing.</param>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public async ValueTask<Fault?> DialAsync(Exchange exchange, IReadOnlyList<SslApplicationProtocol> protocols)
    {
        Route route = exchange.Route!;
        Fault? fault = await ConnectAsync(exchange).ConfigureAwait(false);
        if (fault is null && route.IsTunnelled)
        {
            exchange.Watchdog.Enter(ExchangePhase.ConnectPending);
            fault = await services.Connector.OpenTunnelAsync(exchange.Origin!, route, services.Via?.For(exchange.ReceivedHead)).ConfigureAwait(false);
        }

        if (fault is null && route.TlsName is not null)
        {
            return await SecureAsync(exchange, protocols).ConfigureAwait(false);
        }

        if (fault is null && exchange.Tunnel is { IsOriginHttp2: true, IsTls: false } && protocols.Count == 0)
        {
            Share(exchange);
        }

        return fault;
    }

    /// <summary>The TLS handshake on the exchange's connection, or on one that is dialled for it, which then is one through TLS. Null on success.</summary>
    /// <param name="exchange">Its route names whom TLS is with.</param>
    /// <param name="protocols">What to offer to speak.</param>
    public async ValueTask<Fault?> SecureAsync(Exchange exchange, IReadOnlyList<SslApplicationProtocol> protocols)
    {
        Route route = exchange.Route!;
        if (exchange.Origin is not { } plain)
        {
            return await DialAsync(exchange, protocols).ConfigureAwait(false);
        }

        byte[] received = plain.Input.Span.ToArray();
        plain.Release();
        CancellationToken cancellationToken = exchange.Watchdog.BeginDial();
        TlsOutcome outcome = await services.Interception!.Origins
            .AuthenticateAsync(plain.Wire, received, new TlsTarget(route.TlsName!, route.Port), protocols, cancellationToken).ConfigureAwait(false);
        bool isOverdue = exchange.Watchdog.EndDial();
        if (outcome.Wire is not { } wire)
        {
            if (outcome.WantsOtherProtocol && services.Interception.Http2 is not null && protocols.Count > 0 && !protocols.Contains(SslApplicationProtocol.Http2))
            {
                // It speaks HTTP/2 alone, and the client HTTP/1.1: the proxy translates.
                Abort(exchange);
                return await DialAsync(exchange, ProtocolChoice.OnlyHttp2).ConfigureAwait(false);
            }

            return isOverdue ? CommonFaults.ConnectTimeout(outcome.Fault!) : outcome.Fault;
        }

        Attach(
            exchange,
            ProtocolChoice.IsHttp2(wire.Session.ApplicationProtocol)
                ? services.SharedOrigins.Add(services.Interception.Http2!.OpenOrigin(wire, wire.Stream), route.Hop, wire.Session, isForOthers: services.Persistent)
                : new OriginConnection(wire, route.Hop, services.Buffers) { Tls = wire.Session, IsHttp2Declined = protocols.Contains(SslApplicationProtocol.Http2) });
        return null;
    }

    /// <summary>
    /// Takes a connection through TLS that waits in place of the exchange's, if that has one: a handshake costs more than all the rest of a small exchange. False when there is none, or
    /// none from which it is known what the origin would agree to.
    /// </summary>
    /// <param name="exchange">Its route names whom TLS is with.</param>
    /// <param name="protocols">What the origin would be offered.</param>
    public bool TryUseWaiting(Exchange exchange, IReadOnlyList<SslApplicationProtocol> protocols)
    {
        if (!services.Persistent)
        {
            return false;
        }

        Hop hop = exchange.Route!.Hop;
        bool offersHttp2 = protocols.Contains(SslApplicationProtocol.Http2);
        OriginConnection? share = offersHttp2 ? services.SharedOrigins.TryRent(hop, needsExtendedConnect: false).Share : null;
        if ((share ?? services.Origins.TryRent(hop, exchange.Client.Affinity)) is not { } waiting)
        {
            return false;
        }

        OriginConnection? plain = exchange.Origin;
        if (offersHttp2 && share is null && !waiting.IsHttp2Declined)
        {
            GiveBack(waiting);
            return false;
        }

        if (Use(exchange, waiting) is not null)
        {
            return false;
        }

        plain?.Close();
        return true;
    }

    /// <summary>True when the pool has a connection through TLS to the exchange's target that shows that the target is there, and the client may use it.</summary>
    public bool HasWaitingTls(Exchange exchange)
    {
        Route route = exchange.Route!;
        Hop hop = route.HopOverTls;
        if (!services.Persistent || (services.SharedOrigins.TryRent(hop, needsExtendedConnect: false).Share ?? services.Origins.TryRent(hop, exchange.Client.Affinity)) is not { } waiting)
        {
            return false;
        }

        bool isGood = (waiting.IsShare || waiting.Wire.IsSilent) && IsAdmitted(route, waiting);
        GiveBack(waiting);
        return isGood;
    }

    /// <summary>HTTP/2 is to be spoken on the exchange's connection in clear, as the client does (RFC 9113 §3.3).</summary>
    public void Share(Exchange exchange)
    {
        OriginConnection plain = Detach(exchange)!;
        plain.Release();
        Attach(exchange, services.SharedOrigins.Add(services.Interception!.Http2!.OpenOrigin(plain.Wire, null), plain.Hop, null, isForOthers: services.Persistent));
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<Fault?> ConnectAsync(Exchange exchange)
    {
        CancellationToken cancellationToken = exchange.Watchdog.BeginDial();
        DialOutcome outcome = await services.Connector.DialAsync(exchange.Route!, cancellationToken).ConfigureAwait(false);
        bool isOverdue = exchange.Watchdog.EndDial();
        exchange.Times.Dns = outcome.DnsTime;
        exchange.Times.Connect = outcome.ConnectTime;
        if (outcome.Connection is not { } connection)
        {
            return isOverdue ? CommonFaults.ConnectTimeout(outcome.Fault!) : outcome.Fault;
        }

        Attach(exchange, connection);
        return null;
    }

    /// <summary>The exchange ended cleanly on this connection: the next one may use it.</summary>
    public void Return(Exchange exchange)
    {
        if (Detach(exchange) is { } connection)
        {
            GiveBack(connection);
        }
    }

    /// <summary>Keeps the exchange's connection for the first request in its tunnel. One that is shared is found where all of them are.</summary>
    public static void Reserve(Exchange exchange, OpenedTunnel tunnel)
    {
        OriginConnection? connection = Detach(exchange);
        if (connection is { IsShare: true })
        {
            connection.Close();
        }
        else if (connection is not null)
        {
            tunnel.Reserve(connection);
        }
    }

    /// <summary>Takes the connection out of the exchange, for somebody else to use.</summary>
    public static OriginConnection? Detach(Exchange exchange)
    {
        OriginConnection? connection = exchange.Origin;
        exchange.Origin = null;
        exchange.Watchdog.Attach(null);
        return connection;
    }

    public static void Close(Exchange exchange) => Detach(exchange)?.Close();

    public static void Abort(Exchange exchange) => Detach(exchange)?.Abort();

    /// <summary>The connection that the exchange's tunnel came with, a share of one, or the one of the pool that was used last.</summary>
    private OriginConnection? TakeWaiting(Exchange exchange, OpenedTunnel tunnel, bool takesShares)
    {
        Hop hop = exchange.Route!.Hop;
        if (TakeReserved(exchange, tunnel) is { } reserved)
        {
            return reserved;
        }

        // Who does not ask for HTTP/2 is spared the translation where it can be.
        OriginConnection? first = takesShares && tunnel.MaySpeakHttp2 ? TakeShare(exchange) : null;
        return first ?? services.Origins.TryRent(hop, exchange.Client.Affinity) ?? (takesShares && !tunnel.MaySpeakHttp2 && tunnel.IsTls ? TakeShare(exchange) : null);
    }

    private OriginConnection? TakeShare(Exchange exchange) => services.SharedOrigins.TryRent(exchange.Route!.Hop, RequestStage.WantsUpgrade(exchange)).Share;

    private static OriginConnection? TakeReserved(Exchange exchange, OpenedTunnel tunnel)
    {
        if (tunnel.TakeReserved(exchange.Route!.Hop) is not { } reserved)
        {
            return null;
        }

        // It has waited for the client's first request: it may be as stale as a pooled one.
        if (reserved.Wire.IsQuiet)
        {
            reserved.Wire.Join(exchange.Client.Affinity);
            return reserved;
        }

        reserved.Close();
        return null;
    }

    private void GiveBack(OriginConnection connection)
    {
        if (connection.IsShare)
        {
            connection.Close();
        }
        else
        {
            services.Origins.Return(connection);
        }
    }

    private static void Attach(Exchange exchange, OriginConnection connection)
    {
        exchange.Origin = connection;
        if (exchange.Flow is { } flow)
        {
            flow.OriginTls = connection.Tls ?? flow.OriginTls;
            flow.OriginStream = connection.Wire.Http2Stream;
        }

        exchange.Watchdog.Attach(connection.Wire);
    }
}
