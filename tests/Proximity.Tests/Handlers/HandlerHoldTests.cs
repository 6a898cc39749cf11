using System.Text;
using Proximity.Tests.Server;
using Proximity.Wires;

using static Proximity.Tests.Handlers.HandlerRig;

namespace Proximity.Tests.Handlers;

/// <summary>What is held, for how long, and what becomes of it at the bounds.</summary>
public class HandlerHoldTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task ClientThatWaitsForA100_GetsTheOrigins_WhenItsBodyIsTooLong()
    {
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.MaxHeldBodyBytes = 4;
            options.Handlers.Use("read", async (exchange, next) =>
            {
                await Record.ExceptionAsync(async () => await exchange.Request.Body.ReadAsync());
                return await next(exchange);
            });
        });
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(Post(harness, "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n")));
        await Harness.ReadUntilAsync(client, "ok");
        client.Close();
        Assert.Contains("Expect: 100-continue\r\n", harness.OriginSaw.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodyThatDecodesToTooMuch_IsRefusedWhereTheOptionSaysSo()
    {
        string gzip = Latin1(Gzip(new string('a', 5000)));
        await using Harness harness = await Harness.StartAsync(
            options =>
            {
                options.MaxHeldBodyBytes = 4096;
                options.HeldBodyOverflow = HeldBodyOverflow.Refuse;
                Reading(_ => { })(options);
            },
            $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {gzip.Length}\r\n\r\n{gzip}");
        Assert.StartsWith("HTTP/1.1 502 ", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShortChunkedRequest_LeavesRoomForItsResponse()
    {
        string? seen = null;
        await using Harness harness = await Harness.StartAsync(
            options =>
            {
                options.MaxHeldBodyBytes = 4096;
                options.MaxHeldBytes = 6000;
                options.Handlers.Use("both", async (exchange, next) =>
                {
                    string text = await exchange.Request.Body.ReadTextAsync();
                    await next(exchange);
                    seen = text + await exchange.Response.Body.ReadTextAsync();
                    return Verdict.Continue;
                });
            },
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        Task<string> asked = harness.ExchangeAsync(Post(harness, "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
        await asked.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal("abcok", seen);
    }

    [Fact]
    public async Task ClientThatIsLeftInSilence_HoldsNoRoom()
    {
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.MaxHeldBodyBytes = 4096;
            options.MaxHeldBytes = 4096;
            options.Handlers.Use("silent", async (exchange, _) =>
            {
                int length = (await exchange.Request.Body.ReadAsync()).Length;
                return length == 4096 ? Verdict.Abort(AbortKind.Silence) : Verdict.Respond(200, Body.Text("read"));
            });
        });
        Wire silenced = await harness.ConnectAsync();
        await silenced.WriteAsync(Encoding.ASCII.GetBytes(Post(harness, $"Content-Length: 4096\r\n\r\n{new string('a', 4096)}")));
        string answer = await harness.ExchangeAsync(Post(harness, "Content-Length: 4\r\n\r\nabcd"));
        Assert.EndsWith("\r\n\r\nread", answer, StringComparison.Ordinal);
        silenced.Abort();
    }

    [Fact]
    public async Task ClientThatLeavesWhileItsBodyWaitsForRoom_IsNoticed()
    {
        var holding = new TaskCompletionSource();
        var waiting = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var left = new TaskCompletionSource<Exception?>();
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.MaxHeldBodyBytes = 4096;
            options.MaxHeldBytes = 4096;
            options.Handlers.Use("hold", async (exchange, _) =>
            {
                if (exchange.Request.Path == "/wait")
                {
                    waiting.SetResult();
                    left.SetResult(await Record.ExceptionAsync(async () => await exchange.Request.Body.ReadAsync()));
                }
                else
                {
                    await exchange.Request.Body.ReadAsync();
                    holding.SetResult();
                    await release.Task;
                }

                return Verdict.Respond(204);
            });
        });
        string body = $"Content-Length: 4096\r\n\r\n{new string('a', 4096)}";
        Wire first = await harness.ConnectAsync();
        await first.WriteAsync(Encoding.ASCII.GetBytes(Post(harness, body)));
        await holding.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Wire second = await harness.ConnectAsync();
        await second.WriteAsync(Encoding.ASCII.GetBytes($"POST http://a.test/wait HTTP/1.1\r\nHost: a.test\r\n{body}"));
        await waiting.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        second.Abort();
        Assert.IsType<IOException>(await left.Task.WaitAsync(Limit, TestContext.Current.CancellationToken));
        release.SetResult();
        first.Close();
    }

    [Fact]
    public async Task BodyUntilTheClose_IsReadAndGoesOn()
    {
        string? text = null;
        await using Harness harness = await Harness.StartAsync(
            Reading(seen => text = seen),
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
        Assert.EndsWith("\r\n\r\nhello", await harness.GetAsync(), StringComparison.Ordinal);
        Assert.Equal("hello", text);
    }
}
