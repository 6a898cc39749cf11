using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>
/// Makes an exchange its origin connection, hop by hop: to the next hop, through the upstream proxy, into TLS, into HTTP/2.
/// </summary>
internal sealed class OriginDialler(ExchangeServices services)
{
    /// <summary>
    /// A fresh connection, through a tunnel of the upstream proxy and with TLS where the route wants that. Null on success.
    /// </summary>
    /// <param name="exchange">Its route says where to.</param>
    /// <param name="protocols">What to offer to speak, where TLS is made; empty to say nothing.</param>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public async ValueTask<Fault?> DialAsync(Exchange exchange, IReadOnlyList<SslApplicationProtocol> protocols)
    {
        Route route = exchange.Request.Route!;
        Fault? fault = await ConnectAsync(exchange).ConfigureAwait(false);
        if (fault is null && route.IsTunnelled)
        {
            exchange.Watchdog.Enter(ExchangePhase.ConnectPending);
            fault = await services.Connector
                .OpenTunnelAsync(exchange.Origin!, route, services.Via?.For(exchange.Request.ReceivedHead))
                .ConfigureAwait(false);
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

    /// <summary>
    /// The TLS handshake on the exchange's connection, or on one that is dialled for it, which then is one through TLS. Null on success.
    /// </summary>
    /// <param name="exchange">Its route names whom TLS is with.</param>
    /// <param name="protocols">What to offer to speak.</param>
    public async ValueTask<Fault?> SecureAsync(Exchange exchange, IReadOnlyList<SslApplicationProtocol> protocols)
    {
        Route route = exchange.Request.Route!;
        if (exchange.Origin is not { } plain)
        {
            return await DialAsync(exchange, protocols).ConfigureAwait(false);
        }

        byte[] received = plain.Input.Span.ToArray();
        plain.Release();
        CancellationToken cancellationToken = exchange.Watchdog.BeginDial();
        TlsOutcome outcome = await services.OriginTls
            .AuthenticateAsync(plain.Wire, received, new TlsTarget(route.TlsName!, route.Port), protocols, cancellationToken)
            .ConfigureAwait(false);
        bool isOverdue = exchange.Watchdog.EndDial();
        if (outcome.Wire is not { } wire)
        {
            bool canTranslate = services.Interception?.Http2 is not null
                && protocols.Count > 0
                && !protocols.Contains(SslApplicationProtocol.Http2);
            if (outcome.WantsOtherProtocol && canTranslate)
            {
                // It speaks HTTP/2 alone, and the client HTTP/1.1: the proxy translates.
                OriginLease.Abort(exchange);
                return await DialAsync(exchange, ProtocolChoice.OnlyHttp2).ConfigureAwait(false);
            }

            return isOverdue ? CommonFaults.ConnectTimeout(outcome.Fault!) : outcome.Fault;
        }

        OriginLease.Attach(exchange, ProtocolChoice.IsHttp2(wire.Session.ApplicationProtocol) ? AsShare() : AsOwn());
        return null;

        OriginConnection AsShare()
        {
            Http2Origin origin = services.Interception!.Http2!.OpenOrigin(wire, wire.Stream);
            return services.SharedOrigins.Add(origin, route.Hop, wire.Session, isForOthers: MayBeShared(exchange));
        }

        OriginConnection AsOwn() => new(wire, route.Hop, services.Buffers)
        {
            Tls = wire.Session,
            IsHttp2Declined = protocols.Contains(SslApplicationProtocol.Http2),
        };
    }

    /// <summary>HTTP/2 is to be spoken on the exchange's connection in clear, as the client does (RFC 9113 §3.3).</summary>
    public void Share(Exchange exchange)
    {
        OriginConnection plain = OriginLease.Detach(exchange)!;
        plain.Release();
        Http2Origin origin = services.Interception!.Http2!.OpenOrigin(plain.Wire, null);
        OriginLease.Attach(exchange, services.SharedOrigins.Add(origin, plain.Hop, null, isForOthers: MayBeShared(exchange)));
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<Fault?> ConnectAsync(Exchange exchange)
    {
        CancellationToken cancellationToken = exchange.Watchdog.BeginDial();
        IPAddress? client = exchange.Client.RemoteEndPoint?.Address;
        DialOutcome outcome = await services.Connector.DialAsync(exchange.Request.Route!, client, cancellationToken).ConfigureAwait(false);
        bool isOverdue = exchange.Watchdog.EndDial();
        exchange.Recording.Times.Dns = outcome.DnsTime;
        exchange.Recording.Times.Connect = outcome.ConnectTime;
        if (outcome.Connection is not { } connection)
        {
            return isOverdue ? CommonFaults.ConnectTimeout(outcome.Fault!) : outcome.Fault;
        }

        OriginLease.Attach(exchange, connection);
        return null;
    }

    /// <summary>
    /// False for a connection of HTTP/2 all the same, to an origin that speaks nothing else, when its first request brings credentials for
    /// the connection.
    /// </summary>
    private bool MayBeShared(Exchange exchange) => services.Persistent && !ConnectionAuthentication.IsCarried(exchange.Request.Head);
}
