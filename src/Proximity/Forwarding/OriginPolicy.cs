using System.Net.Security;
using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>
/// Which connection an exchange's request goes out on: one that waits, one that others share, or one that is dialled; and which of them
/// may be used again.
/// </summary>
internal sealed class OriginPolicy(ExchangeServices services)
{
    private readonly OriginDialler dialler = new(services);
    private readonly OriginLease lease = new(services);

    private static Fault NoShare { get; } = new(
        ErrorCodes.UpstreamConnectFailed,
        FaultSide.Origin,
        502,
        "No connection to the origin was to be had.");

    /// <summary>A pooled connection, or a fresh one. Null on success.</summary>
    public ValueTask<Fault?> ObtainAsync(Exchange exchange, Attempt attempt)
    {
        bool mayReuse = attempt == Attempt.First && services.Persistent;
        bool mustBeSure = !RetryRules.SurvivesADeadConnection(exchange.Request);
        if (mayReuse
            && exchange.Bound?.TryTake(exchange.Request.Route!, exchange.Client.Affinity, mustBeSure, exchange.MayBeALeg) is { } bound)
        {
            return new ValueTask<Fault?>(lease.Use(exchange, bound));
        }

        if (exchange.Tunnel is { } tunnel)
        {
            return ObtainInTunnelAsync(exchange, tunnel, attempt, mayReuse);
        }

        return mayReuse && TakePooled(exchange) is { } reused
            ? new ValueTask<Fault?>(lease.Use(exchange, reused))
            : dialler.DialAsync(exchange, []);
    }

    /// <summary>
    /// Takes a connection through TLS that waits in place of the exchange's, if that has one: a handshake costs more than all the rest of a
    /// small exchange. False when there is none, or none from which it is known what the origin would agree to.
    /// </summary>
    /// <param name="exchange">Its route names whom TLS is with.</param>
    /// <param name="protocols">What the origin would be offered.</param>
    public bool TryUseWaiting(Exchange exchange, IReadOnlyList<SslApplicationProtocol> protocols)
    {
        if (!services.Persistent)
        {
            return false;
        }

        Hop hop = exchange.Request.Route!.Hop;
        bool offersHttp2 = protocols.Contains(SslApplicationProtocol.Http2);
        OriginConnection? share = offersHttp2 ? services.SharedOrigins.TryRent(hop, needsExtendedConnect: false).Share : null;
        if ((share ?? services.Origins.TryRent(hop, exchange.Client.Affinity)) is not { } waiting)
        {
            return false;
        }

        OriginConnection? plain = exchange.Origin;
        if (offersHttp2 && share is null && !waiting.IsHttp2Declined)
        {
            lease.GiveBack(exchange, waiting);
            return false;
        }

        if (lease.Use(exchange, waiting) is not null)
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
        Route route = exchange.Request.Route!;
        Hop hop = route.HopOverTls;
        return services.Persistent
            && (services.SharedOrigins.HasUsable(hop, route, static (address, way) => OriginLease.Admits(way, address))
                || services.Origins.Has(hop, route, static (kept, to) => IsUsable(kept.Wire, to)));

        static bool IsUsable(Wire wire, Route to) => wire.IsSilent && OriginLease.Admits(to, wire.RemoteEndPoint?.Address);
    }

    /// <summary>Within a tunnel there is the connection that it came with, and HTTP/2 with origins whose clients want it.</summary>
    private ValueTask<Fault?> ObtainInTunnelAsync(Exchange exchange, OpenedTunnel tunnel, Attempt attempt, bool mayReuse)
    {
        // Also where connections are used for one exchange only: it was made for this one.
        if (attempt == Attempt.First && TakeReserved(exchange, tunnel) is { } reserved)
        {
            return new ValueTask<Fault?>(lease.Use(exchange, reserved));
        }

        bool takesShares = services.Persistent && attempt != Attempt.OverHttp1 && !IsForHttp1(exchange);
        if (mayReuse && TakeWaiting(exchange, tunnel, takesShares) is { } waiting)
        {
            return new ValueTask<Fault?>(lease.Use(exchange, waiting));
        }

        return takesShares && ExpectsHttp2(exchange.Request.Route!.Hop, tunnel)
            ? ObtainShareAsync(exchange, tunnel)
            : dialler.DialAsync(exchange, Offered(exchange, tunnel, attempt));
    }

    /// <summary>A share of a connection that others make or have just made, or of one made here for others too. Null on success.</summary>
    private async ValueTask<Fault?> ObtainShareAsync(Exchange exchange, OpenedTunnel tunnel)
    {
        Hop hop = exchange.Request.Route!.Hop;
        bool needsExtendedConnect = RequestStage.WantsUpgrade(exchange.Request);
        CancellationToken cancellationToken = exchange.Watchdog.BeginDial();
        bool hasWaited = false;
        while (true)
        {
            SharedLease rented = services.SharedOrigins.TryRent(hop, needsExtendedConnect);
            if (rented.Share is { } share)
            {
                exchange.Watchdog.EndDial();
                return lease.Use(exchange, share);
            }

            if (rented.Wait is { } wait)
            {
                if (!await CameAsync(wait, cancellationToken).ConfigureAwait(false))
                {
                    return exchange.Watchdog.EndDial() ? CommonFaults.ConnectTimeout(NoShare) : NoShare;
                }

                hasWaited = true;
                continue;
            }

            if (rented.IsRefused || (hasWaited && !services.SharedOrigins.Has(hop)))
            {
                // HTTP/2 is not to be had, or not any more: there is nothing to share, and no reason to wait for one another.
                IReadOnlyList<SslApplicationProtocol> offered = rented.IsRefused ? ProtocolChoice.OnlyHttp1 : tunnel.OriginProtocols;
                return await dialler.DialAsync(exchange, offered).ConfigureAwait(false);
            }

            if (services.SharedOrigins.TryBeginDial(hop))
            {
                return await DialForAllAsync(exchange, tunnel).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<Fault?> DialForAllAsync(Exchange exchange, OpenedTunnel tunnel)
    {
        Hop hop = exchange.Request.Route!.Hop;
        try
        {
            return await dialler.DialAsync(exchange, tunnel.OriginProtocols).ConfigureAwait(false);
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
        await using (cancellationToken.UnsafeRegister(Complete, cancelled).ConfigureAwait(false))
        {
            return await Task.WhenAny(awaited, cancelled.Task).ConfigureAwait(false) == awaited;
        }

        static void Complete(object? state) => ((TaskCompletionSource)state!).TrySetResult();
    }

    /// <summary>A share of a connection, or the one of the pool that was used last.</summary>
    private OriginConnection? TakeWaiting(Exchange exchange, OpenedTunnel tunnel, bool takesShares)
    {
        // Prefer an HTTP/1.1 connection for clients that did not offer h2: it avoids the translation between the versions.
        OriginConnection? first = takesShares && tunnel.MaySpeakHttp2 ? TakeShare(exchange) : null;
        return first ?? TakePooled(exchange) ?? (takesShares && !tunnel.MaySpeakHttp2 && tunnel.IsTls ? TakeShare(exchange) : null);
    }

    /// <summary>
    /// What meets a connection that has just died is sent once more; what must not be sent twice gets one that the system has been asked
    /// about.
    /// </summary>
    private OriginConnection? TakePooled(Exchange exchange)
    {
        Hop hop = exchange.Request.Route!.Hop;
        while (services.Origins.TryRent(hop, exchange.Client.Affinity) is { } pooled)
        {
            if (RetryRules.SurvivesADeadConnection(exchange.Request) || pooled.Wire.IsQuietForSure)
            {
                return pooled;
            }

            pooled.Close();
        }

        return null;
    }

    private OriginConnection? TakeShare(Exchange exchange)
        => services.SharedOrigins.TryRent(exchange.Request.Route!.Hop, RequestStage.WantsUpgrade(exchange.Request)).Share;

    private static OriginConnection? TakeReserved(Exchange exchange, OpenedTunnel tunnel)
    {
        if (tunnel.TakeReserved(exchange.Request.Route!.Hop) is not { } reserved)
        {
            return null;
        }

        // It has waited for the client's first request: it may be as stale as a pooled one.
        bool isFit = !reserved.IsShare || !RequestStage.WantsUpgrade(exchange.Request);
        if (isFit && reserved.Wire.IsQuietForSure)
        {
            reserved.Wire.Join(exchange.Client.Affinity);
            return reserved;
        }

        reserved.Close();
        return null;
    }

    /// <summary>
    /// A client of HTTP/1.1 that asks to switch protocols gets an origin that can: over HTTP/2 it would be another handshake than the
    /// client's.
    /// </summary>
    private static bool IsUpgradeOverHttp1(Exchange exchange)
        => exchange.Client.Http2Stream is null && RequestStage.WantsUpgrade(exchange.Request);

    /// <summary>
    /// Credentials for a connection have no place in HTTP/2, where a connection serves many at a time: such schemes are for HTTP/1.1.
    /// </summary>
    private static bool IsForHttp1(Exchange exchange)
        => IsUpgradeOverHttp1(exchange) || ConnectionAuthentication.IsCarried(exchange.Request.Head);

    private bool ExpectsHttp2(Hop hop, OpenedTunnel tunnel)
        => tunnel.MaySpeakHttp2 && (tunnel.LeadsToHttp2(hop) || services.SharedOrigins.Has(hop));

    private static IReadOnlyList<SslApplicationProtocol> Offered(Exchange exchange, OpenedTunnel tunnel, Attempt attempt)
        => attempt == Attempt.OverHttp1 || (tunnel.OriginProtocols.Count > 0 && IsForHttp1(exchange))
            ? ProtocolChoice.OnlyHttp1
            : tunnel.OriginProtocols;
}
