using System.Net;
using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Control.Tests;

/// <summary>The connections that are open, a page at a time.</summary>
public class ConnectionsOperationTests
{
    private readonly MemoryStoreProxy proxy = new();

    [Fact]
    public async Task Connection_IsARow()
    {
        proxy.Clients =
        [
            new ConnectedClient
            {
                Id = 7,
                Client = new ClientSocket(new IPEndPoint(IPAddress.Loopback, 5000), null),
                Since = DateTimeOffset.UnixEpoch,
                Protocol = ClientProtocol.Http2,
                Tls = new FlowTls("TLS 1.3", "TLS_AES_128_GCM_SHA256", "h2", "a.test"),
                Tunnel = "a.test:443",
                RequestCount = 3,
                StreamCount = 2,
                ReceivedBytes = 10,
                SentBytes = 20,
                State = ClientState.Waiting,
            },
        ];

        JsonElement answer = await proxy.AskAsync("proxy.connections");

        Assert.Equal(
            """
            [{"id":7,"client":"127.0.0.1","port":5000,"since":"1970-01-01T00:00:00+00:00","protocol":"http2",
            "tls":{"protocol":"TLS 1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","applicationProtocol":"h2","serverName":"a.test"},
            "tunnel":"a.test:443","requests":3,"streams":2,"received":10,"sent":20,"state":"waiting"}]
            """.ReplaceLineEndings(""),
            answer.GetProperty("connections").GetRawText());
        Assert.Equal(1, answer.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Pages_LeadToAllOfThem()
    {
        proxy.Clients = Make(1, 2, 3, 5, 8);

        JsonElement first = await proxy.AskAsync("proxy.connections", """{"limit":2,"fields":["id"]}""");
        proxy.Clients = Make(2, 3, 5, 8, 9);
        JsonElement second = await proxy.AskAsync(
            "proxy.connections", $$"""{"limit":4,"fields":["id"],"cursor":"{{first.GetProperty("next").GetString()}}"}""");

        Assert.Equal("""[{"id":1},{"id":2}]""", first.GetProperty("connections").GetRawText());
        Assert.Equal("""[{"id":3},{"id":5},{"id":8},{"id":9}]""", second.GetProperty("connections").GetRawText());
        Assert.False(second.TryGetProperty("next", out _));
    }

    [Theory]
    [InlineData("""{"limit":0}""", "invalid_limit")]
    [InlineData("""{"limit":201}""", "invalid_limit")]
    [InlineData("""{"cursor":"x"}""", "invalid_cursor")]
    [InlineData("""{"fields":["no"]}""", "unknown_field")]
    public async Task WrongInput_IsRefused(string input, string code)
        => Assert.Equal(code, (await proxy.RefusalAsync("proxy.connections", input)).Code);

    private static ConnectedClient[] Make(params long[] ids)
        => [.. ids.Select(static id => new ConnectedClient { Id = id, Client = new ClientSocket(null, null) })];
}
