using System.Globalization;

namespace Proximity.Control;

/// <summary>Lists the connections of clients that are open now.</summary>
internal static class ConnectionsOperation
{
    public static Operation Entry { get; } = new Operation<ConnectionsInput, ConnectionsOutput>(
        "proxy.connections", "GET /api/connections", OperationEffect.Reads,
        "Lists the clients' connections that are open now: who, since when, what is spoken, how much passed.")
    {
        Input = ControlJson.Default.ConnectionsInput,
        Output = ControlJson.Default.ConnectionsOutput,
        Run = static (context, input, _) => ValueTask.FromResult(List(context.Proxy.ListClients(), input)),
    };

    /// <summary>Numbers only grow, so that going on behind one misses no connection that stays open.</summary>
    private static ConnectionsOutput List(IReadOnlyList<ConnectedClient> open, ConnectionsInput input)
    {
        int limit = SearchOperation.Checked(input.Limit);
        var fields = new RowFields<ConnectionRow>(input.Fields, ControlJson.Default.ConnectionRow);
        long after = Number(input.Cursor);
        ConnectedClient[] behind = [.. open.Where(client => client.Id > after).Take(limit + 1)];
        ConnectedClient[] page = behind[..Math.Min(limit, behind.Length)];
        string? next = behind.Length > limit ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : null;
        return new ConnectionsOutput([.. page.Select(client => fields.Cut(Row(client)))], next, open.Count);
    }

    private static long Number(string? cursor)
        => cursor is null ? 0
            : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : throw new OperationException(OperationProblem.Invalid, "invalid_cursor", $"'{cursor}' is no cursor of this operation.");

    private static ConnectionRow Row(ConnectedClient client) => new()
    {
        Id = client.Id,
        Client = client.Client.ClientIP,
        Port = client.Client.RemoteEndPoint?.Port,
        Process = client.Client.Process,
        Since = client.Since,
        Protocol = client.Protocol,
        Tls = TlsFacts.Of(client.Tls),
        Tunnel = client.Tunnel,
        Requests = client.RequestCount,
        Streams = client.StreamCount,
        Received = client.ReceivedBytes,
        Sent = client.SentBytes,
        State = client.State,
    };
}
