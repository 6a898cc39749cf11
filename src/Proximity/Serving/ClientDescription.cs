using System.Text;
using Proximity.Exchanges;
using Proximity.Origins;

namespace Proximity.Serving;

/// <summary>
/// What people see of a client's connection. It is read while the connection's loop goes on: its parts may be of different moments.
/// </summary>
internal static class ClientDescription
{
    /// <param name="connection">The connection, outside of any tunnel.</param>
    public static ConnectedClient Of(ClientConnection connection)
    {
        (Exchange exchange, NestedConnections? nested) = connection.Inside;
        var seen = new ConnectedClient { Id = exchange.ClientSocket.ConnectionId, Client = exchange.ClientSocket };
        if (nested?.Tunnel is { } opened)
        {
            (ConnectionTotals inside, ExchangePhase furthest, int count) = nested.Look();
            bool isHttp2 = nested.IsHttp2;
            return With(seen, inside, furthest) with
            {
                Protocol = isHttp2 ? ClientProtocol.Http2 : ClientProtocol.Http1,
                Tunnel = opened.Record.Authority,
                Tls = opened.ClientTls,
                StreamCount = isHttp2 ? count : null,
            };
        }

        ExchangePhase phase = exchange.Watchdog.Phase;
        Route? route = exchange.Request.Route;
        bool isTunnel = phase is ExchangePhase.Tunnelling or ExchangePhase.Handshaking;
        return With(seen, exchange.Recording.Totals, phase) with
        {
            Protocol = phase == ExchangePhase.Tunnelling ? ClientProtocol.Unread : ClientProtocol.Http1,
            Tunnel = isTunnel && route is not null ? Encoding.Latin1.GetString(route.AuthorityWithPort) : null,
        };
    }

    private static ConnectedClient With(ConnectedClient seen, ConnectionTotals totals, ExchangePhase phase) => seen with
    {
        RequestCount = totals.Requests,
        ReceivedBytes = totals.RequestBytes,
        SentBytes = totals.ResponseBytes,
        State = StateIn(phase),
    };

    private static ClientState StateIn(ExchangePhase phase) => phase switch
    {
        ExchangePhase.Idle => ClientState.Idle,
        ExchangePhase.ReadingHeaders => ClientState.Reading,
        ExchangePhase.Handshaking => ClientState.Handshaking,
        ExchangePhase.ConnectPending => ClientState.Connecting,
        ExchangePhase.AwaitingResponse => ClientState.Waiting,
        ExchangePhase.Tunnelling => ClientState.Tunnel,
        _ => ClientState.Responding,
    };
}
