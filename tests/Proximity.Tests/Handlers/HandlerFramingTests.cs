using System.Text;
using Microsoft.Extensions.Time.Testing;
using Proximity.Flows;
using Proximity.Protocol.Faults;
using Proximity.Tests.Server;
using Proximity.Wires;

using static Proximity.Tests.Handlers.HandlerRig;

namespace Proximity.Tests.Handlers;

/// <summary>What heads declare of bodies that handlers held, replaced or made, and how long those may take.</summary>
public class HandlerFramingTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task HeldResponseThatStops_HasTheBodysTimeout()
    {
        await using Harness harness = await Harness.StartAsync(
            options =>
            {
                options.BodyTimeout = TimeSpan.FromMilliseconds(200);
                Reading(_ => { })(options);
            },
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
        string answer = await harness.GetAsync();
        Assert.StartsWith("HTTP/1.1 504 ", answer, StringComparison.Ordinal);
        Assert.Contains("error=http_response_timeout", answer, StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Contains(
            harness.Errors,
            error => error.Message == "The rest of the response's body did not arrive in time (option BodyTimeout).");
    }

    [Fact]
    public async Task StatusOfNoContent_BehindAReplacement_DeclaresNoLength()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("304", async (exchange, next) =>
        {
            Verdict verdict = await next(exchange);
            exchange.Response.Body.Replace(Body.Text("longer"));
            exchange.Response.Status = 304;
            return verdict;
        }));
        string answer = await harness.GetAsync();
        Assert.StartsWith("HTTP/1.1 304 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task MadeResetContent_HasNoContent(string method)
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use(
            "205", (_, _) => ValueTask.FromResult(Verdict.Respond(205, Body.Text("content")))));
        string answer = await harness.ExchangeAsync(
            $"{method} http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 205 Reset Content\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 0\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal(FlowBodyState.None, Assert.Single(harness.Proxy.Flows).ResponseBody.State);
    }

    [Fact]
    public async Task ResetContent_CannotBeGivenContent()
    {
        await using Harness harness = await Harness.StartAsync(
            Replacing(_ => "content"), "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n");
        Assert.EndsWith("\r\n\r\n", await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Contains("no content", Assert.Single(harness.Errors).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MadeResponseThatIsTakenTooSlowly_EndsByTheMinimumRate()
    {
        var time = new FakeTimeProvider();
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.TimeProvider = time;
            options.Timeout = TimeSpan.Zero;
            options.MinDataRate = 100_000;
            options.Handlers.Use("long", (_, _) => ValueTask.FromResult(Verdict.Respond(200, Body.Bytes(new byte[4 * 1024 * 1024]))));
        });
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync("GET http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\n\r\n"u8.ToArray());
        byte[] some = new byte[16 * 1024];
        long taken = 0;
        while (await client.ReadAsync(some).AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken) is { Count: > 0 } read)
        {
            taken += read.Count;
            for (int tick = 0; tick < 400 && taken < 4 * 1024 * 1024; tick++)
            {
                time.Advance(TimeSpan.FromMilliseconds(50));
            }

            if (taken > 4 * 1024 * 1024)
            {
                break;
            }
        }

        client.Abort();
        await harness.SettleAsync();
        Assert.Equal(ErrorCodes.ClientTooSlow, Assert.Single(harness.Errors).Code);
    }

    [Fact]
    public async Task RequestThatWasOnlyHeld_IsNotModified_ThoughItsExpectationIsMet()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("read", async (exchange, next) =>
        {
            await exchange.Request.Body.ReadAsync();
            return await next(exchange);
        }));
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(Post(harness, "Expect: 100-continue\r\nX-Kept: 1\r\nContent-Length: 5\r\n\r\n")));
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await Harness.ReadUntilAsync(client, "\r\n\r\n"));
        await client.WriteAsync("hello"u8.ToArray());
        await Harness.ReadUntilAsync(client, "ok");
        client.Close();
        await harness.SettleAsync();
        Assert.Contains("X-Kept: 1\r\nContent-Length: 5\r\n", harness.OriginSaw.First(), StringComparison.Ordinal);
        Assert.DoesNotContain("Expect", harness.OriginSaw.First(), StringComparison.Ordinal);
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.False(flow.Modified);
        Assert.Equal("100-continue", flow.Request.Headers["Expect"]);
    }
}
