using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Proximity.Inspector.Live;

namespace Proximity.Inspector.Tests.Live;

/// <summary>What a page is sent, over sockets.</summary>
public class LiveEndpointTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Subscription_IsAnsweredAndKeptUpToDate()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await inspector.Proxy.AddAsync(5);
        using ClientWebSocket page = await ConnectAsync(inspector);
        await SendAsync(page, """{"window":{"first":0,"count":2}}""");

        JsonElement first = await ReadAsync(page);
        await inspector.Proxy.AddAsync(1);
        JsonElement second = await ReadAsync(page);

        Assert.Equal([5, 4], Ids(first));
        Assert.Equal(5, first.GetProperty("matched").GetInt64());
        Assert.True(first.GetProperty("complete").GetBoolean());
        Assert.True(first.GetProperty("recording").GetBoolean());
        Assert.Equal([6, 5], Ids(second));
        Assert.True(second.GetProperty("seq").GetInt64() > first.GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task ErrorsOfTheProxy_AreCounted()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        inspector.Proxy.Errors["dns_failed"] = 2;
        using ClientWebSocket page = await ConnectAsync(inspector);
        await SendAsync(page, """{"window":{"first":0,"count":2}}""");

        Assert.Equal(2, (await ReadAsync(page)).GetProperty("errors").GetInt64());
    }

    [Fact]
    public async Task WrongFilter_IsSaidWithItsPlace()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        using ClientWebSocket page = await ConnectAsync(inspector);
        await SendAsync(page, """{"filter":"hots:example.com"}""");

        JsonElement error = (await ReadAsync(page)).GetProperty("error");

        Assert.Equal("invalid_filter", error.GetProperty("code").GetString());
        Assert.Equal(0, error.GetProperty("position").GetInt32());
        Assert.Equal(4, error.GetProperty("length").GetInt32());
    }

    [Theory]
    [InlineData("no JSON", "invalid_subscription")]
    [InlineData("""{"window":{"count":301}}""", "invalid_subscription")]
    [InlineData("""{"window":{"first":-1}}""", "invalid_subscription")]
    [InlineData("""{"unknown":1}""", "invalid_subscription")]
    [InlineData("""{"sort":"colour"}""", "unknown_sort")]
    [InlineData("""{"columns":["no.field"]}""", "unknown_field")]
    [InlineData("""{"columns":["a","b","c","d","e","f","g","h","i","j","k","l","m","n","o","p","q"]}""", "invalid_subscription")]
    [InlineData("""{"highlight":"hots:a"}""", "invalid_highlight")]
    public async Task WrongMessage_IsSaid(string message, string code)
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        using ClientWebSocket page = await ConnectAsync(inspector);
        await SendAsync(page, message);

        JsonElement error = (await ReadAsync(page)).GetProperty("error");

        Assert.Equal(code, error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task AddedColumns_StandInTheRowsThatHaveThem()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await inspector.Proxy.AddAsync(1);
        using ClientWebSocket page = await ConnectAsync(inspector);
        await SendAsync(page, """{"columns":["res.header[content-type]","req.header[x-none]","status"]}""");

        JsonElement row = (await ReadAsync(page)).GetProperty("rows")[0];

        Assert.Equal("""{"res.header[content-type]":"text/plain","status":"200"}""", row.GetProperty("cells").GetRawText());
    }

    [Fact]
    public async Task OtherColumns_ReadTheRowsAnew()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await inspector.Proxy.AddAsync(1);
        using ClientWebSocket page = await ConnectAsync(inspector);
        await SendAsync(page, "{}");
        JsonElement without = await ReadAsync(page);
        await SendAsync(page, """{"columns":["req.header[host]"]}""");

        JsonElement with = await ReadUntilAsync(page, static frame => frame.TryGetProperty("rows", out _));

        Assert.False(without.GetProperty("rows")[0].TryGetProperty("cells", out _));
        Assert.Equal("example.com", with.GetProperty("rows")[0].GetProperty("cells").GetProperty("req.header[host]").GetString());
    }

    [Fact]
    public async Task SecondFilter_MarksRowsAndHidesNone()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await inspector.Proxy.AddAsync(4, id => MemoryStoreProxy.Of(id, id == 2 ? 500 : 200, "/"));
        using ClientWebSocket page = await ConnectAsync(inspector);
        await SendAsync(page, """{"highlight":"status:5xx"}""");

        JsonElement frame = await ReadAsync(page);

        Assert.Equal([4, 3, 2, 1], Ids(frame));
        Assert.Equal(
            [2],
            frame.GetProperty("rows").EnumerateArray().Where(static row => row.TryGetProperty("highlighted", out JsonElement marked)
                && marked.GetBoolean()).Select(static row => row.GetProperty("id").GetInt64()));
    }

    [Fact]
    public async Task Overview_CountsAllFlowsOfTheFilterButItsTime()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await inspector.Proxy.AddAsync(10, id => MemoryStoreProxy.Of(id, id % 2 == 0 ? 500 : 200, "/"));
        using ClientWebSocket page = await ConnectAsync(inspector);
        await SendAsync(page, """{"filter":"status:500 time:1970-01-01T00:00:03Z..1970-01-01T00:00:05Z","overview":true}""");

        JsonElement frame = await ReadUntilAsync(
            page,
            static frame => frame.GetProperty("complete").GetBoolean()
                && frame.TryGetProperty("overview", out JsonElement counts) && counts.GetProperty("complete").GetBoolean());

        Assert.Equal(1, frame.GetProperty("matched").GetInt64());
        Assert.Equal(5, frame.GetProperty("overview").GetProperty("flows").EnumerateArray().Sum(static count => count.GetInt64()));
    }

    [Fact]
    public async Task PageThatDoesNotAsk_GetsNoOverview()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await inspector.Proxy.AddAsync(1);
        using ClientWebSocket page = await ConnectAsync(inspector);
        await SendAsync(page, "{}");

        Assert.False((await ReadAsync(page)).TryGetProperty("overview", out _));
    }

    [Fact]
    public async Task LongMessage_EndsTheConnection()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        using ClientWebSocket page = await ConnectAsync(inspector);
        await SendAsync(page, new string(' ', 20_000));

        using var deadline = new CancellationTokenSource(Patience);
        WebSocketReceiveResult end = await page.ReceiveAsync(new byte[100], deadline.Token);

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, end.CloseStatus);
    }

    [Fact]
    public async Task OperationThatDeletes_ShowsAtOnce()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await inspector.Proxy.AddAsync(3);
        using ClientWebSocket page = await ConnectAsync(inspector);
        await SendAsync(page, """{"filter":"status:200","window":{"first":0,"count":5}}""");
        await ReadUntilAsync(page, static frame => frame.GetProperty("complete").GetBoolean());

        using HttpResponseMessage answer = await inspector.Http.PostAsJsonAsync("/api/flows/delete", new { ids = new[] { 2 } });

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        JsonElement after = await ReadUntilAsync(page, static frame => frame.TryGetProperty("rows", out _));
        Assert.Equal([3, 1], Ids(after));
    }

    [Fact]
    public async Task SeventeenthPage_IsRefused()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        List<ClientWebSocket> pages = [];
        for (int i = 0; i < LiveEndpoint.MaxClients; i++)
        {
            pages.Add(await ConnectAsync(inspector));
        }

        WebSocketException refused = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(inspector));

        Assert.Contains("503", refused.Message, StringComparison.Ordinal);
        pages.ForEach(static page => page.Dispose());
    }

    [Fact]
    public async Task StoppedInspector_ClosesItsPages()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        using ClientWebSocket page = await ConnectAsync(inspector);
        await SendAsync(page, "{}");
        await ReadAsync(page);

        await inspector.Server.DisposeAsync();

        using var deadline = new CancellationTokenSource(Patience);
        WebSocketReceiveResult end = await page.ReceiveAsync(new byte[1000], deadline.Token);
        Assert.Equal(WebSocketMessageType.Close, end.MessageType);
    }

    [Fact]
    public async Task RequestWithoutUpgrade_IsToldWhatToDo()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();

        using HttpResponseMessage answer = await inspector.Http.GetAsync("/api/live");

        Assert.Equal(426, (int)answer.StatusCode);
    }

    private static async Task<ClientWebSocket> ConnectAsync(RunningInspector inspector)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var page = new ClientWebSocket { Options = { Proxy = null } };
        page.Options.SetRequestHeader("Authorization", "Bearer " + inspector.Server.Token);
        await page.ConnectAsync(new UriBuilder(inspector.Server.BaseUrl) { Scheme = "ws", Path = "/api/live" }.Uri, deadline.Token);
        return page;
    }

    private static async Task SendAsync(ClientWebSocket page, string message)
    {
        using var deadline = new CancellationTokenSource(Patience);
        await page.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, deadline.Token);
    }

    private static async Task<JsonElement> ReadUntilAsync(ClientWebSocket page, Predicate<JsonElement> isWanted)
    {
        JsonElement frame;
        do
        {
            frame = await ReadAsync(page);
        }
        while (!isWanted(frame));

        return frame;
    }

    private static async Task<JsonElement> ReadAsync(ClientWebSocket page)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var message = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await page.ReceiveAsync(buffer, deadline.Token);
            Assert.Equal(WebSocketMessageType.Text, part.MessageType);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        return JsonDocument.Parse(message.ToArray()).RootElement;
    }

    private static long[] Ids(JsonElement frame)
        => [.. frame.GetProperty("rows").EnumerateArray().Select(static row => row.GetProperty("id").GetInt64())];
}
