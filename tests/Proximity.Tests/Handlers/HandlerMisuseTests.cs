using System.Text;
using Proximity.Flows;
using Proximity.Tests.Server;
using Proximity.Tests.Tls;
using Proximity.Wires;

using static Proximity.Tests.Handlers.HandlerRig;

namespace Proximity.Tests.Handlers;

/// <summary>Handlers that leave things behind, undo what others did, or say what cannot be sent.</summary>
public class HandlerMisuseTests
{
    [Fact]
    public async Task NextBehindTheReturn_Throws_AndNothingIsSent()
    {
        var returned = new TaskCompletionSource();
        var met = new TaskCompletionSource<Exception?>();
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("stale", (exchange, next) =>
        {
            _ = Task.Run(async () =>
            {
                await returned.Task;
                met.SetResult(await Record.ExceptionAsync(async () => await next(exchange)));
            });
            return ValueTask.FromResult(Verdict.Respond(200, Body.Text("cached")));
        }));
        Assert.EndsWith("cached", await harness.GetAsync(), StringComparison.Ordinal);
        returned.SetResult();
        Exception? exception = await met.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.IsType<InvalidOperationException>(exception);
        Assert.Empty(harness.OriginSaw);
    }

    [Fact]
    public async Task BodyBehindTheReturn_Throws()
    {
        ExchangeContext? kept = null;
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("keep", (exchange, _) =>
        {
            kept = exchange;
            return ValueTask.FromResult(Verdict.Respond(200));
        }));
        await harness.GetAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await kept!.Request.Body.ReadAsync());
    }

    [Fact]
    public async Task RequestBodyThatIsStillReadAtTheReturn_GoesOn()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("impatient", (exchange, next) =>
        {
            _ = exchange.Request.Body.ReadAsync().AsTask();
            return next(exchange);
        }));
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(Post(harness, "Content-Length: 4\r\n\r\nab")));
        Assert.EndsWith("\r\n\r\nok", await Harness.ReadUntilAsync(client, "ok"), StringComparison.Ordinal);
        client.Close();
        await harness.SettleAsync();
        Assert.Equal("handler_failed", harness.Errors.First().Code);
    }

    [Fact]
    public async Task ReadThatIsCancelled_EndsAndTheBodyGoesOn()
    {
        Exception? met = null;
        using var enough = new CancellationTokenSource();
        var reading = new TaskCompletionSource();
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("impatient", async (exchange, next) =>
        {
            Task<ReadOnlyMemory<byte>> read = exchange.Request.Body.ReadAsync(enough.Token).AsTask();
            reading.SetResult();
            met = await Record.ExceptionAsync(() => read);
            return await next(exchange);
        }));
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(Post(harness, "Content-Length: 4\r\n\r\nab")));
        await reading.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await enough.CancelAsync();
        Assert.EndsWith("\r\n\r\nok", await Harness.ReadUntilAsync(client, "ok"), StringComparison.Ordinal);
        client.Close();
        Assert.IsAssignableFrom<OperationCanceledException>(met);
    }

    [Fact]
    public async Task AnswerBehindASentBody_LeavesTheNextRequestAlone()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("replace", async (exchange, next) =>
        {
            string text = await exchange.Request.Body.ReadTextAsync();
            await next(exchange);
            return Verdict.Respond(200, Body.Text($"<{text}>"));
        }));
        Wire client = await harness.ConnectAsync();
        string request = $"POST http://origin.test:{harness.OriginPort}/ HTTP/1.1\r\nHost: origin.test\r\nContent-Length: 3\r\n\r\n";
        await client.WriteAsync(Encoding.ASCII.GetBytes($"{request}one{request}two"));
        Assert.EndsWith("\r\n\r\n<one>", await Harness.ReadUntilAsync(client, ">"), StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n<two>", await Harness.ReadUntilAsync(client, ">"), StringComparison.Ordinal);
        client.Close();
        await harness.SettleAsync();
        Assert.Empty(harness.Errors);
    }

    [Fact]
    public async Task AnswerForAnOriginThatCannotBeReached_DoesNotTakeTheBodyForARequest()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("fallback", async (exchange, next) =>
        {
            await next(exchange);
            return Verdict.Respond(200, Body.Text("cached"));
        }));
        string body = "GET http://smuggled.test/ HTTP/1.1\r\nHost: smuggled.test\r\n\r\n";
        string answer = await harness.ExchangeAsync(
            $"POST http://origin.test:1/ HTTP/1.1\r\nHost: origin.test:1\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        Assert.EndsWith("Connection: close\r\n\r\ncached", answer, StringComparison.Ordinal);
        Assert.Single(harness.Proxy.Flows);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CodingThatAHandlerRemoves_IsNotPutOnAgain(bool isBefore)
    {
        string gzip = Latin1(Gzip("hello"));
        await using Harness harness = await Harness.StartAsync(
            options => options.Handlers.Use("plain", async (exchange, next) =>
            {
                await next(exchange);
                string text = isBefore ? "" : await exchange.Response.Body.ReadTextAsync();
                exchange.Response.Headers.Remove("Content-Encoding");
                text = isBefore ? await exchange.Response.Body.ReadTextAsync() : text;
                exchange.Response.Body.Replace(Body.Text(text + "!"));
                return Verdict.Continue;
            }),
            $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {gzip.Length}\r\n\r\n{gzip}");
        string answer = await harness.GetAsync(fields: "Accept-Encoding: gzip\r\n");
        Assert.DoesNotContain("Content-Encoding", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhello!", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HeadThatCannotBeSent_IsTheReceivedOneMadeTrueOfTheOtherBody()
    {
        string gzip = Latin1(Gzip("hello"));
        await using Harness harness = await Harness.StartAsync(
            options => options.Handlers.Use("broken", async (exchange, next) =>
            {
                exchange.Request.Body.Replace(Body.Text("other"));
                exchange.Request.Headers["X-Name"] = "a\r\nb";
                await next(exchange);
                await exchange.Response.Body.ReplaceTextAsync(text => text + "!");
                exchange.Response.Headers["X-Name"] = "€";
                return Verdict.Continue;
            }),
            $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nETag: \"1\"\r\nContent-Length: {gzip.Length}\r\n\r\n{gzip}");
        string answer = await harness.ExchangeAsync(
            Post(harness, "Accept-Encoding: br\r\nContent-MD5: x\r\nContent-Type: text/x\r\nContent-Length: 3\r\n\r\nabc"));
        Assert.EndsWith("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello!", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-MD5", harness.OriginSaw.First(), StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/plain; charset=utf-8\r\n", harness.OriginSaw.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InterceptorThatLengthensTheTarget_GoesWithHandlers()
    {
        Harness? harness = null;
        await using Harness started = await Harness.StartAsync(options => options.Handlers.Use("none", (exchange, next) => next(exchange)));
        harness = started;
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            request.Url = $"http://origin.test:{harness.OriginPort}/a/longer/path/than/there/was";
            return ValueTask.FromResult<ProxyRequest?>(request);
        });
        string answer = await harness.ExchangeAsync("GET http://a.b/ HTTP/1.1\r\nHost: a.b\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("\r\n\r\nok", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void FieldWithoutAValue_IsRefusedWhereItIsGiven()
        => Assert.Throws<ArgumentException>(() => Verdict.Respond(200, null, [new("X-Name", null!)]));

    [Fact]
    public async Task RefusalOfAConnectThatIsMadeATunnel_IsNotSent()
    {
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.Handlers.Use(
                "outer",
                async (exchange, next) =>
                {
                    Verdict verdict = await next(exchange);
                    exchange.Response.Status = 200;
                    return verdict;
                },
                HandlerNeeds.Connect);
            options.Handlers.Use("inner", (_, _) => ValueTask.FromResult(Verdict.Respond(403)), HandlerNeeds.Connect);
        });
        string answer = await harness.ExchangeAsync("CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TunnelThatIsLedElsewhere_IsLookedIntoByTheNameThatTheClientKnows()
    {
        using var folder = new TemporaryFolder();
        Harness? harness = null;
        await using Harness started = await Harness.StartAsync(options =>
        {
            options.Interception = new InterceptionOptions { CaFolder = folder.Path };
            options.Handlers.Use(
                "route",
                (exchange, next) => exchange.Request.Method == "CONNECT"
                    ? ValueTask.FromResult(Verdict.RouteTo(new Uri($"http://origin.test:{harness!.OriginPort}")))
                    : next(exchange),
                HandlerNeeds.Connect);
        });
        harness = started;
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync("CONNECT elsewhere.test:80 HTTP/1.1\r\nHost: elsewhere.test:80\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 200 ", await Harness.ReadUntilAsync(client, "\r\n\r\n"), StringComparison.Ordinal);
        await client.WriteAsync("GET /in HTTP/1.1\r\nHost: elsewhere.test\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 200 ", await Harness.ReadUntilAsync(client, "\r\n\r\nok"), StringComparison.Ordinal);
        client.Close();
    }
}
