using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.RealClients;

/// <summary>
/// A page in headless Chromium whose HTML and JSON a handler changes, that reads server-sent events, and talks over a WebSocket whose
/// messages a callback changes. It reports what it has seen.
/// </summary>
[Collection(TimingGroup.Name)]
public sealed class ChromiumBodyTests : IDisposable
{
    private const string Page = """
        <!doctype html><meta charset=utf-8><title>said by the origin</title>
        <script>
        const post = (path, body) => fetch(path, { method: 'POST', body });
        const events = query => new Promise(resolve => {
          const got = [], source = new EventSource('/events' + query);
          const take = async event => {
            got.push(`${event.type}: ${event.data}`);
            await post('/seen', event.data);
            if (got.length === 3) { source.close(); resolve(got); }
          };
          source.onmessage = take;
          source.addEventListener('named', take);
        });
        const talk = () => new Promise((resolve, reject) => {
          const got = [], socket = new WebSocket(`wss://${location.host}/ws`);
          socket.onopen = () => socket.send('hello');
          socket.onmessage = message => { got.push(message.data); got.length === 1 ? socket.send('again') : socket.close(1000); };
          socket.onclose = closed => resolve([...got, closed.code]);
          socket.onerror = reject;
        });
        addEventListener('load', async () => {
          try {
            const json = await (await post('/json', JSON.stringify({ name: 'Ada' }))).json();
            const report = { title: document.title, json, events: await events(''), gzip: await events('?gzip'), socket: await talk() };
            await post('/report', JSON.stringify(report));
          } catch (error) {
            await post('/report', JSON.stringify({ error: String(error) }));
          }
        });
        </script>
        """;

    private readonly HeadlessChromium browser = new();
    private readonly TaskCompletionSource<string> report = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http1AndHttp2)]
    public async Task Page_IsRewritten_AndWhatItSaysIsOnItsFlows(HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, Map);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync(configureProxy: options => options.OnWebSocketMessage = Mark);
        proxy.Proxy.Server.Handlers.Use("page", RewritePageAsync);
        EventOrigin.ChangeSecondEvent(proxy.Proxy.Server.Handlers, "?gzip");
        await browser.CreateDatabaseAsync(proxy.AuthorityFile);
        string said = await browser.BrowseAsync(proxy.Proxy, report.Task, $"https://{origin.Authority}/");
        Assert.True(report.Task.IsCompleted, $"the page did not finish: {said}");
        JsonNode seen = JsonNode.Parse(await report.Task)!;
        string[] events = ["message: first", "named: second", "message: third"];
        Assert.Equal(("said by the proxy", JsonOrigin.SaidChanged), ((string?)seen["title"], seen["json"]?.ToJsonString()));
        Assert.Equal(events, Texts(seen["events"]));
        Assert.Equal(["message: first", "named: SECOND", "message: third"], Texts(seen["gzip"]));
        Assert.Equal(["hello?!", "again?!", "1000"], Texts(seen["socket"]));
        await AssertFlowsAsync(proxy, isHttp2: protocols == HttpProtocols.Http1AndHttp2);
    }

    public void Dispose() => browser.Dispose();

    /// <summary>Changes what the page says, and what it hears.</summary>
    private static ValueTask Mark(WebSocketMessage message, WebSocketConnection connection)
    {
        message.Text += message.Direction == WebSocketDirection.ToOrigin ? "?" : "!";
        return ValueTask.CompletedTask;
    }

    private static async Task AssertFlowsAsync(InterceptingProxy proxy, bool isHttp2)
    {
        Flow page = await FlowAsync(proxy, "/");
        Assert.Contains("<title>said by the proxy</title>", page.ResponseBody.WholeText(), StringComparison.Ordinal);
        Assert.Equal((isHttp2, isHttp2), (page.ClientStream is not null, page.OriginStream is not null));
        Flow json = await FlowAsync(proxy, "/json");
        Assert.Equal((JsonOrigin.AskedChanged, JsonOrigin.SaidChanged), (json.RequestBody.WholeText(), json.ResponseBody.WholeText()));
        Flow events = await FlowAsync(proxy, "/events");
        Assert.StartsWith(EventOrigin.Stream, events.ResponseBody.TextSoFar(), StringComparison.Ordinal);
        Assert.Equal([" first Passed", "named second Passed", " third Passed"], events.Messages.Select(Shown));
        Flow gzip = await FlowAsync(proxy, "/events?gzip");
        string changed = EventOrigin.Stream.Replace("second", "SECOND", StringComparison.Ordinal);
        Assert.StartsWith(changed, gzip.ResponseBody.TextSoFar(), StringComparison.Ordinal);
        Assert.Equal([" first Passed", "named SECOND Changed", " third Passed"], gzip.Messages.Select(Shown));
        Assert.Equal(["gzip"], gzip.ResponseBody.ContentCodings);
        Flow socket = await FlowAsync(proxy, "/ws");
        Assert.Equal(NotKeptReason.Tunnel, socket.ResponseBody.NotKept);
        IEnumerable<string?> texts = socket.WebSocket!.Messages.Where(message => message.Kind == WebSocketMessageKind.Text)
            .Select(message => message.Text);
        Assert.Equal(["hello?", "hello?!", "again?", "again?!"], texts);
    }

    private static string Shown(FlowMessage message) => $"{message.EventType} {message.Text} {message.State}";

    private static Task<Flow> FlowAsync(InterceptingProxy proxy, string path)
        => proxy.Proxy.Completed.FirstAsync(flow => flow.Request.Url == path, $"the flow of {path}");

    private static string[] Texts(JsonNode? array) => [.. array?.AsArray().Select(item => item!.ToString()) ?? []];

    /// <summary>Changes the page and the JSON; event streams it leaves alone.</summary>
    private static async ValueTask<Verdict> RewritePageAsync(ExchangeContext exchange, ExchangeDelegate next)
    {
        bool isJson = exchange.Request.Path == "/json";
        if (isJson)
        {
            await exchange.Request.Body.ReplaceTextAsync(text => text.Replace("Ada", "Grace", StringComparison.Ordinal));
        }

        Verdict verdict = await next(exchange);
        if (isJson || exchange.Request.Path == "/")
        {
            await exchange.Response.Body.ReplaceTextAsync(text => text
                .Replace("said by the origin", "said by the proxy", StringComparison.Ordinal)
                .Replace("\"origin\"", "\"proxy\"", StringComparison.Ordinal));
        }

        return verdict;
    }

    private void Map(WebApplication application)
    {
        application.MapEcho();
        JsonOrigin.Map(application);
        new EventOrigin().Map(application);
        application.MapGet("/", context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync(Page);
        });
        application.MapPost("/report", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            report.TrySetResult(await reader.ReadToEndAsync());
        });
    }
}
