using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Recording;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>Gets an exchange its origin connection, and gives it back or closes it.</summary>
internal sealed class OriginLink(ExchangeServices services)
{
    /// <summary>A pooled connection, or a fresh one. Null on success.</summary>
    public ValueTask<Fault?> ObtainAsync(Exchange exchange, Attempt attempt)
    {
        bool mayReuse = attempt == Attempt.First && services.Persistent;
        bool mustBeSure = !RetryRules.SurvivesADeadConnection(exchange);
        if (mayReuse && exchange.Bound?.TryTake(exchange.Route!, exchange.Client.Affinity, mustBeSure, exchange.MayBeALeg) is { } bound)
        {
            return new ValueTask<Fault?>(Use(exchange, bound));
        }

        if (exchange.Tunnel is { } tunnel)
        {
            return ObtainInTunnelAsync(exchange, tunnel, attempt, mayReuse);
        }

        return mayReuse && TakePooled(exchange) is { } reused
            ? new ValueTask<Fault?>(Use(exchange, reused))
            : DialAsync(exchange, []);
    }

    /// <summary>Within a tunnel there is the connection that it came with, and HTTP/2 with origins whose clients want it.</summary>
    private ValueTask<Fault?> ObtainInTunnelAsync(Exchange exchange, OpenedTunnel tunnel, Attempt attempt, bool mayReuse)
    {
        // Also where connections are used for one exchange only: it was made for this one.
        if (attempt == Attempt.First && TakeReserved(exchange, tunnel) is { } reserved)
        {
            return new ValueTask<Fault?>(Use(exchange, reserved));
        }

        bool takesShares = services.Persistent && attempt != Attempt.OverHttp1 && !IsForHttp1(exchange);
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
            SharedLease lease = services.SharedOrigins.TryRent(hop, needsExtendedConnect);
            if (lease.Share is { } share)
            {
                exchange.Watchdog.EndDial();
                return Use(exchange, share);
            }

            if (lease.Wait is { } wait)
            {
                if (!await CameAsync(wait, cancellationToken).ConfigureAwait(false))
                {
                    return exchange.Watchdog.EndDial() ? CommonFaults.ConnectTimeout(NoShare) : NoShare;
                }

                hasWaited = true;
                continue;
            }

            if (lease.IsRefused || (hasWaited && !services.SharedOrigins.Has(hop)))
            {
                // HTTP/2 is not to be had, or not any more: there is nothing to share, and no reason to wait for one another.
                return await DialAsync(exchange, lease.IsRefused ? ProtocolChoice.OnlyHttp1 : tunnel.OriginProtocols).ConfigureAwait(false);
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

    /// <summary>
    /// Credentials for a connection have no place in HTTP/2, where a connection serves many at a time: such schemes are for HTTP/1.1.
    /// </summary>
    private static bool IsForHttp1(Exchange exchange) => IsUpgradeOverHttp1(exchange) || ConnectionAuthentication.IsCarried(exchange.Head);

    /// <summary>
    /// False for a connection of HTTP/2 all the same, to an origin that speaks nothing else, when its first request brings credentials for
    /// the connection.
    /// </summary>
    private bool MayBeShared(Exchange exchange) => services.Persistent && !ConnectionAuthentication.IsCarried(exchange.Head);

    private bool ExpectsHttp2(Hop hop, OpenedTunnel tunnel) => tunnel.MaySpeakHttp2 && (tunnel.LeadsToHttp2(hop) || services.SharedOrigins.Has(hop));

    private static IReadOnlyList<SslApplicationProtocol> Offered(Exchange exchange, OpenedTunnel tunnel, Attempt attempt)
        => attempt == Attempt.OverHttp1 || (tunnel.OriginProtocols.Count > 0 && IsForHttp1(exchange))
            ? ProtocolChoice.OnlyHttp1
            : tunnel.OriginProtocols;

    /// <summary>Takes a connection that stands for the exchange, if the client may reach where it leads. Null on success.</summary>
    private Fault? Use(Exchange exchange, OriginConnection waiting)
    {
        waiting.IsReused = true;
        if (IsAdmitted(exchange.Route!, waiting))
        {
            Attach(exchange, waiting);
            return null;
        }

        GiveBack(exchange, waiting);
        exchange.Watchdog.Enter(ExchangePhase.ConnectPending);
        return exchange.Route!.Access.RefusedByAddress(exchange.Route.Host);
    }

    /// <summary>A waiting connection was made for a client that may reach more, or under rules that held before.</summary>
    private static bool IsAdmitted(Route route, OriginConnection connection)
    {
        if (route.Access.AdmitsAll || ReferenceEquals(connection.AdmittedBy, route.Access))
        {
            return true;
        }

        if (!Admits(route, connection.Wire.RemoteEndPoint?.Address))
        {
            return false;
        }

        connection.AdmittedBy = route.Access;
        return true;
    }

    private static bool Admits(Route route, IPAddress? remote)
        => route.Upstream is not null || remote is null || route.Access.Admits(remote);

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

        if (fault is null && exchange.Tunnel is { IsTls: false } tunnel && tunnel.LeadsToHttp2(route.Hop) && protocols.Count == 0)
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
        TlsOutcome outcome = await services.OriginTls
            .AuthenticateAsync(plain.Wire, received, new TlsTarget(route.TlsName!, route.Port), protocols, cancellationToken).ConfigureAwait(false);
        bool isOverdue = exchange.Watchdog.EndDial();
        if (outcome.Wire is not { } wire)
        {
            bool canTranslate = services.Interception?.Http2 is not null && protocols.Count > 0 && !protocols.Contains(SslApplicationProtocol.Http2);
            if (outcome.WantsOtherProtocol && canTranslate)
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
                ? services.SharedOrigins.Add(services.Interception!.Http2!.OpenOrigin(wire, wire.Stream), route.Hop, wire.Session, isForOthers: MayBeShared(exchange))
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
            GiveBack(exchange, waiting);
            return false;
        }

        if (Use(exchange, waiting) is not null)
        {
            return false;
        }

        plain?.Close();
        return true;
    }

    /// <summary>
    /// True when a connection through TLS waits that shows that the exchange's target is there, and the client may use it. Only a question:
    /// the connection stays where it is, as old as it is.
    /// </summary>
    public bool HasWaitingTls(Exchange exchange)
    {
        Route route = exchange.Route!;
        Hop hop = route.HopOverTls;
        return services.Persistent
            && (services.SharedOrigins.HasUsable(hop, route, static (address, way) => Admits(way, address))
                || services.Origins.Has(hop, route, static (kept, to) => kept.Wire.IsSilent && Admits(to, kept.Wire.RemoteEndPoint?.Address)));
    }

    /// <summary>HTTP/2 is to be spoken on the exchange's connection in clear, as the client does (RFC 9113 §3.3).</summary>
    public void Share(Exchange exchange)
    {
        OriginConnection plain = Detach(exchange)!;
        plain.Release();
        Http2Origin origin = services.Interception!.Http2!.OpenOrigin(plain.Wire, null);
        Attach(exchange, services.SharedOrigins.Add(origin, plain.Hop, null, isForOthers: MayBeShared(exchange)));
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<Fault?> ConnectAsync(Exchange exchange)
    {
        CancellationToken cancellationToken = exchange.Watchdog.BeginDial();
        IPAddress? client = exchange.Client.RemoteEndPoint?.Address;
        DialOutcome outcome = await services.Connector.DialAsync(exchange.Route!, client, cancellationToken).ConfigureAwait(false);
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
            GiveBack(exchange, connection);
        }
    }

    /// <summary>Keeps the exchange's connection for the first request in its tunnel. One that is shared with others is found where all of them are.</summary>
    public void Reserve(Exchange exchange, OpenedTunnel tunnel)
    {
        OriginConnection? connection = Detach(exchange);
        if (connection is { IsShare: true } && services.Persistent)
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

    /// <summary>A share of a connection, or the one of the pool that was used last.</summary>
    private OriginConnection? TakeWaiting(Exchange exchange, OpenedTunnel tunnel, bool takesShares)
    {
        // Prefer an HTTP/1.1 connection for clients that did not offer h2: it avoids the translation between the versions.
        OriginConnection? first = takesShares && tunnel.MaySpeakHttp2 ? TakeShare(exchange) : null;
        return first ?? TakePooled(exchange) ?? (takesShares && !tunnel.MaySpeakHttp2 && tunnel.IsTls ? TakeShare(exchange) : null);
    }

    /// <summary>What meets a connection that has just died is sent once more; what must not be sent twice gets one that the system has been asked about.</summary>
    private OriginConnection? TakePooled(Exchange exchange)
    {
        Hop hop = exchange.Route!.Hop;
        while (services.Origins.TryRent(hop, exchange.Client.Affinity) is { } pooled)
        {
            if (RetryRules.SurvivesADeadConnection(exchange) || pooled.Wire.IsQuietForSure)
            {
                return pooled;
            }

            pooled.Close();
        }

        return null;
    }

    private OriginConnection? TakeShare(Exchange exchange) => services.SharedOrigins.TryRent(exchange.Route!.Hop, RequestStage.WantsUpgrade(exchange)).Share;

    private static OriginConnection? TakeReserved(Exchange exchange, OpenedTunnel tunnel)
    {
        if (tunnel.TakeReserved(exchange.Route!.Hop) is not { } reserved)
        {
            return null;
        }

        // It has waited for the client's first request: it may be as stale as a pooled one.
        bool isFit = !reserved.IsShare || !RequestStage.WantsUpgrade(exchange);
        if (isFit && reserved.Wire.IsQuietForSure)
        {
            reserved.Wire.Join(exchange.Client.Affinity);
            return reserved;
        }

        reserved.Close();
        return null;
    }

    private void GiveBack(Exchange exchange, OriginConnection connection)
    {
        if (connection.IsShare)
        {
            connection.Close();
        }
        else if (connection.IsBound)
        {
            exchange.NeedBound(services.Origins.Bound).Keep(exchange.Route!, connection);
        }
        else
        {
            services.Origins.Return(connection);
        }
    }

    private static void Attach(Exchange exchange, OriginConnection connection)
    {
        Debug.Assert(connection.Owner == OriginOwner.Exchange, "a connection of the pool, or a closed one, is used");
        exchange.Origin = connection;
        FlowFacts.AttachOrigin(exchange.Flow, connection.Tls, connection.Wire.Http2Stream);
        exchange.Watchdog.Attach(connection.Wire);
    }
}
