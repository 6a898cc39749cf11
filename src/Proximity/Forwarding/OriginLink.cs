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
    public ValueTask<Fault?> ObtainAsync(Exchange exchange, bool mayReuse)
    {
        if (mayReuse && TakeWaiting(exchange) is { } reused)
        {
            if (!IsAdmitted(exchange.Route!, reused))
            {
                services.Origins.Return(reused);
                return new ValueTask<Fault?>(exchange.Route!.Access.RefusedByAddress(exchange.Route.Host));
            }

            Attach(exchange, reused);
            return default;
        }

        return DialAsync(exchange);
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
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public async ValueTask<Fault?> DialAsync(Exchange exchange)
    {
        Route route = exchange.Route!;
        Fault? fault = await ConnectAsync(exchange).ConfigureAwait(false);
        if (fault is null && route.IsTunnelled)
        {
            exchange.Watchdog.Enter(ExchangePhase.ConnectPending);
            fault = await services.Connector.OpenTunnelAsync(exchange.Origin!, route, services.Via?.For(exchange.ReceivedHead)).ConfigureAwait(false);
        }

        return fault is null && route.TlsName is not null ? await SecureAsync(exchange, exchange.Tunnel!.OriginProtocols).ConfigureAwait(false) : fault;
    }

    /// <summary>The TLS handshake on the exchange's connection, which then is one through TLS. Null on success.</summary>
    /// <param name="exchange">Its route names whom TLS is with.</param>
    /// <param name="protocols">What to offer to speak.</param>
    public async ValueTask<Fault?> SecureAsync(Exchange exchange, IReadOnlyList<SslApplicationProtocol> protocols)
    {
        OriginConnection plain = exchange.Origin!;
        Route route = exchange.Route!;
        byte[] received = plain.Input.Span.ToArray();
        plain.Release();
        CancellationToken cancellationToken = exchange.Watchdog.BeginDial();
        TlsOutcome outcome = await services.Interception!.Origins
            .AuthenticateAsync(plain.Wire, received, new TlsTarget(route.TlsName!, route.Port), protocols, cancellationToken).ConfigureAwait(false);
        bool isOverdue = exchange.Watchdog.EndDial();
        if (outcome.Wire is not { } wire)
        {
            return isOverdue ? CommonFaults.ConnectTimeout(outcome.Fault!) : outcome.Fault;
        }

        Attach(exchange, new OriginConnection(wire, route.Hop, services.Buffers));
        return null;
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
            services.Origins.Return(connection);
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

    /// <summary>The connection that the exchange's tunnel came with, or the one of the pool that was used last.</summary>
    private OriginConnection? TakeWaiting(Exchange exchange)
    {
        Hop hop = exchange.Route!.Hop;
        if (exchange.Tunnel?.TakeReserved(hop) is not { } reserved)
        {
            return services.Origins.TryRent(hop, exchange.Client.Affinity);
        }

        // It has waited for the client's first request: it may be as stale as a pooled one.
        reserved.IsReused = true;
        if (reserved.Wire.IsQuiet)
        {
            reserved.Wire.Join(exchange.Client.Affinity);
            return reserved;
        }

        reserved.Close();
        return services.Origins.TryRent(hop, exchange.Client.Affinity);
    }

    private static void Attach(Exchange exchange, OriginConnection connection)
    {
        exchange.Origin = connection;
        if (exchange.Flow is { } flow && connection.Wire is TlsWire tls)
        {
            flow.OriginTls = tls.Session;
        }

        exchange.Watchdog.Attach(connection.Wire);
    }
}
