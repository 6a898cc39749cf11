using Proximity.Flows;
using Proximity.Tests.Server;

namespace Proximity.Tests.Handlers;

/// <summary>Handlers around an exchange: what they see, in which order, and what becomes of their verdicts.</summary>
public class HandlerTests
{
    [Fact]
    public async Task Answer_ReachesTheClient_AndNoOriginIsDialled()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("mock", (exchange, next) =>
            exchange.Request is { Host: "origin.test", Path: "/x" }
                ? ValueTask.FromResult(Verdict.Respond(418, Body.Text("short and stout")))
                : next(exchange)));
        string answer = await harness.GetAsync();
        Assert.StartsWith("HTTP/1.1 418 ", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/plain; charset=utf-8\r\nContent-Length: 15\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nshort and stout", answer, StringComparison.Ordinal);
        Assert.Empty(harness.OriginSaw);
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.Equal((418, "mock", null), (flow.Response?.Status, flow.AnsweredBy, flow.ErrorCode));
    }

    [Fact]
    public async Task Order_IsThatOfRegistration_AndBackInReverse()
    {
        var seen = new List<string>();
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.OnRequest = _ => Note("OnRequest");
            options.OnResponse = (_, _) => Note("OnResponse");
            options.Handlers.Use("outer", async (exchange, next) =>
            {
                seen.Add("outer");
                Verdict verdict = await next(exchange);
                seen.Add($"outer {exchange.Response.Status}");
                return verdict;
            });
            options.Handlers.Use("inner", async (exchange, next) =>
            {
                seen.Add("inner");
                Verdict verdict = await next(exchange);
                seen.Add($"inner {exchange.Response.Headers["X-Origin"]}");
                return verdict;
            });
        });
        harness.Proxy.AddRequestInterceptor((_, _) => Seen<ProxyRequest>("interceptor"));
        harness.Proxy.AddResponseInterceptor((_, _) => Seen<ProxyResponse>("response interceptor"));
        await harness.GetAsync();
        Assert.Equal(
            ["OnRequest", "interceptor", "outer", "inner", "inner yes", "outer 200", "OnResponse", "response interceptor"],
            seen);

        ValueTask Note(string what)
        {
            seen.Add(what);
            return default;
        }

        T? Seen<T>(string what)
            where T : class
        {
            seen.Add(what);
            return null;
        }
    }

    [Fact]
    public async Task ContinueWithoutNext_RunsTheRestAllTheSame()
    {
        int ran = 0;
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.Handlers.Use("heads", (exchange, _) =>
            {
                exchange.Request.Headers["X-Mine"] = "1";
                return ValueTask.FromResult(Verdict.Continue);
            });
            options.Handlers.Use("behind", (exchange, next) =>
            {
                ran++;
                return next(exchange);
            });
        });
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await harness.GetAsync(), StringComparison.Ordinal);
        Assert.Equal(1, ran);
        Assert.Contains("X-Mine: 1\r\n", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
        Assert.True(Assert.Single(harness.Proxy.Flows).Modified);
    }

    [Fact]
    public async Task HandlerThatThrows_IsReported_AndTheExchangeGoesOn()
    {
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.Handlers.Use("before", (_, _) => throw new InvalidOperationException("one"));
            options.Handlers.Use("behind", async (exchange, next) =>
            {
                await next(exchange);
                throw new InvalidOperationException("two");
            });
            options.Handlers.Use("null", (_, _) => ValueTask.FromResult<Verdict>(null!));
        });
        Assert.EndsWith("\r\n\r\nok", await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal(["handler_failed", "handler_failed", "handler_failed"], harness.Errors.Select(error => error.Code));
        Assert.Contains(harness.Errors, error => error.Error == "one" && error.Message.Contains("before", StringComparison.Ordinal));
        Assert.Contains(harness.Errors, error => error.Error == "two" && error.Message.Contains("behind", StringComparison.Ordinal));
        Assert.Single(harness.OriginSaw);
    }

    [Fact]
    public async Task AnswerInPlaceOfTheOrigins_IsWhatTheClientGets()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("replace", async (exchange, next) =>
        {
            await next(exchange);
            return exchange.Response.Status == 200 ? Verdict.Respond(503) : Verdict.Continue;
        }));
        string answer = await harness.GetAsync();
        Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Origin", answer, StringComparison.Ordinal);
        Assert.Single(harness.OriginSaw);
        Assert.Equal("replace", Assert.Single(harness.Proxy.Flows).AnsweredBy);
    }

    [Fact]
    public async Task AnswerOfAnInnerHandler_IsSeenAndChangedByTheOuter()
    {
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.Handlers.Use("outer", async (exchange, next) =>
            {
                Verdict verdict = await next(exchange);
                exchange.Response.Headers["X-Outer"] = "1";
                await exchange.Response.Body.ReplaceTextAsync(text => text.ToUpperInvariant());
                return verdict;
            });
            options.Handlers.Use("inner", (_, _) => ValueTask.FromResult(Verdict.Respond(200, Body.Text("hello"))));
        });
        string answer = await harness.GetAsync();
        Assert.Contains("X-Outer: 1\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nHELLO", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AbortKind.Reset)]
    [InlineData(AbortKind.Close)]
    public async Task Abort_LeavesTheClientWithoutAnswer(AbortKind kind)
    {
        await using Harness harness = await Harness.StartAsync(options
            => options.Handlers.Use("abort", (_, _) => ValueTask.FromResult(Verdict.Abort(kind))));
        Assert.Equal("", await harness.GetAsync());
        await harness.SettleAsync();
        Assert.Empty(harness.Errors);
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.Equal(("handler_aborted", "abort", true), (flow.ErrorCode, flow.AnsweredBy, flow.Completed));
    }

    [Fact]
    public async Task HandlerBeforeOneThatAborts_SeesThatThereIsNoResponse_AndWhy()
    {
        (bool HasResponse, string? Code, string? Message) seen = default;
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.Handlers.Use("outer", async (exchange, next) =>
            {
                Verdict verdict = await next(exchange);
                string? message = Record.Exception(() => exchange.Response)?.Message;
                seen = (exchange.HasResponse, exchange.ErrorCode, message);
                return verdict;
            });
            options.Handlers.Use("abort", (_, _) => ValueTask.FromResult(Verdict.Abort()));
        });
        Assert.Equal("", await harness.GetAsync());
        Assert.Equal((false, "handler_aborted", "There is no response: handler_aborted."), seen);
    }

    [Fact]
    public async Task RouteTo_SendsTheRequestElsewhere_WithItsHeadAsItWas()
    {
        Harness? harness = null;
        await using Harness started = await Harness.StartAsync(options => options.Handlers.Use("route", (_, _)
            => ValueTask.FromResult(Verdict.RouteTo(new Uri($"http://origin.test:{harness!.OriginPort}")))));
        harness = started;
        string answer = await harness.ExchangeAsync(
            "GET http://elsewhere.test/y HTTP/1.1\r\nHost: elsewhere.test\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("\r\n\r\nok", answer, StringComparison.Ordinal);
        Assert.StartsWith("GET /y HTTP/1.1\r\nHost: elsewhere.test\r\n", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RouteTo_IsAskedAboutByTheRulesForTargets()
    {
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.DenyTargets = ["secret.test"];
            options.Handlers.Use("route", (_, _) => ValueTask.FromResult(Verdict.RouteTo(new Uri("http://secret.test"))));
        });
        Assert.StartsWith("HTTP/1.1 403 ", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RouteToBehindNext_IsReportedAndIgnored()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("late", async (exchange, next) =>
        {
            await next(exchange);
            return Verdict.RouteTo(new Uri("http://other.test"));
        }));
        Assert.EndsWith("\r\n\r\nok", await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal("handler_failed", Assert.Single(harness.Errors).Code);
    }

    [Fact]
    public async Task OriginThatCannotBeReached_IsToldAndMayBeAnsweredFor()
    {
        string? code = null;
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("fallback", async (exchange, next) =>
        {
            await next(exchange);
            code = exchange.ErrorCode;
            Assert.Throws<InvalidOperationException>(() => exchange.Response);
            return Verdict.Respond(200, Body.Text("cached"));
        }));
        string answer = await harness.ExchangeAsync(
            "GET http://origin.test:1/ HTTP/1.1\r\nHost: origin.test:1\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("\r\n\r\ncached", answer, StringComparison.Ordinal);
        Assert.Equal("upstream_connect_failed", code);
        Assert.Null(Assert.Single(harness.Proxy.Flows).ErrorCode);
    }

    [Fact]
    public async Task NextTwice_Throws()
    {
        string? message = null;
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("twice", async (exchange, next) =>
        {
            await next(exchange);
            message = (await Assert.ThrowsAsync<InvalidOperationException>(async () => await next(exchange))).Message;
            return Verdict.Continue;
        }));
        Assert.EndsWith("\r\n\r\nok", await harness.GetAsync(), StringComparison.Ordinal);
        Assert.Equal("The handler has called next before.", message);
    }

    [Fact]
    public async Task Registration_TakesTheHandlerOutAgain()
    {
        await using Harness harness = await Harness.StartAsync();
        using (IDisposable registration = harness.Proxy.Handlers.Use("mock", (_, _) => ValueTask.FromResult(Verdict.Respond(204))))
        {
            Assert.Equal("mock", Assert.Single(harness.Proxy.Handlers));
            Assert.StartsWith("HTTP/1.1 204 No Content\r\n", await harness.GetAsync(), StringComparison.Ordinal);
        }

        Assert.Empty(harness.Proxy.Handlers);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientThatLeaves_IsSeenByTheHandlerThatWaits()
    {
        var waiting = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("slow", async (exchange, next) =>
        {
            using CancellationTokenRegistration registration = exchange.ClientLeft.Register(left.SetResult);
            waiting.SetResult();
            await left.Task;
            return await next(exchange);
        }));
        var client = await harness.ConnectAsync();
        await client.WriteAsync("GET http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\n\r\n"u8.ToArray());
        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        client.Abort();
        await left.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await harness.SettleAsync();
        Assert.Empty(harness.OriginSaw);
        Assert.Equal("client_read_failed", Assert.Single(harness.Proxy.Flows).ErrorCode);
    }
}
