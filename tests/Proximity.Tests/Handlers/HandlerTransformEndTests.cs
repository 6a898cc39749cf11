using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Proximity.Handlers;
using Proximity.Tests.Server;
using Proximity.Wires;
using Proximity.Wires.Linux;

using static Proximity.Tests.Handlers.HandlerRig;

namespace Proximity.Tests.Handlers;

/// <summary>Transforms that end in unusual ways, or not, and what becomes of the connections.</summary>
public class HandlerTransformEndTests
{
    private const int LongBytes = 900_000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task CodeThatEndsItsInputByAnException_HasReadEnough()
    {
        await using Harness harness = await Harness.StartAsync(
            Transforming(GiveUpReadingAsync),
            $"HTTP/1.1 200 OK\r\nContent-Length: {LongBytes}\r\n\r\n{new string('x', LongBytes)}");
        Assert.Equal("short", Unchunk(await harness.GetAsync()));
        await harness.SettleAsync();
        Assert.Empty(harness.Errors);
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
        Assert.Null(Assert.Single(harness.Proxy.Flows).ErrorCode);
    }

    [Fact]
    public async Task ClientThatLeavesWithinTheBody_LeavesNoBufferBehind()
    {
        await using Harness harness = await Harness.StartAsync(
            Transforming(Upper), $"HTTP/1.1 200 OK\r\nContent-Length: {LongBytes}\r\n\r\n{new string('x', LongBytes)}");
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET http://origin.test:{harness.OriginPort}/ HTTP/1.1\r\nHost: origin.test\r\n\r\n"));
        await Harness.ReadUntilAsync(client, "XXX");
        client.Abort();
        await harness.SettleAsync();
        Assert.Equal((0, 0), (harness.Proxy.OutstandingBuffers, harness.Proxy.ClientCount));
    }

    [Fact]
    public async Task CodeThatBlocksItsThread_LetsTheNextStepRun()
    {
        await using Harness harness = await Harness.StartAsync(
            options =>
            {
                Transforming(Upper)(options);
                Transforming((input, output, _) =>
                {
                    input.AsStream().CopyTo(output.AsStream());
                    return default;
                })(options);
            },
            $"HTTP/1.1 200 OK\r\nContent-Length: {LongBytes}\r\n\r\n{new string('x', LongBytes)}");
        Assert.Equal(new string('X', LongBytes), Unchunk(await harness.GetAsync()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClientThatLeaves_IsNoFailureOfCodeThatWaits(bool isMade)
    {
        var waiting = new TaskCompletionSource();
        await using Harness harness = await Harness.StartAsync(options =>
        {
            Transforming(Waiting(waiting))(options);
            if (isMade)
            {
                options.Handlers.Use("mock", (_, _) => ValueTask.FromResult(Verdict.Respond(200, Body.Text("mocked"))));
            }
        });
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET http://origin.test:{harness.OriginPort}/ HTTP/1.1\r\nHost: origin.test\r\n\r\n"));
        await waiting.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        if (!isMade)
        {
            // The head is written beside the code: a client that leaves before has another code.
            await Harness.ReadUntilAsync(client, "\r\n\r\n");
        }

        client.Abort();
        await harness.SettleAsync();
        Assert.Equal("client_read_failed", Assert.Single(harness.Proxy.Flows).ErrorCode);
        Assert.DoesNotContain(harness.Errors, error => error.Code == "handler_failed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ProxyThatStops_EndsCodeThatWaits(bool isMade)
    {
        var waiting = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using Harness harness = await Harness.StartAsync(options =>
        {
            Transforming(async (input, output, cancellationToken) =>
            {
                try
                {
                    await Waiting(waiting)(input, output, cancellationToken);
                }
                finally
                {
                    ended.SetResult();
                }
            })(options);
            if (isMade)
            {
                options.Handlers.Use("mock", (_, _) => ValueTask.FromResult(Verdict.Respond(200, Body.Text("mocked"))));
            }
        });
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET http://origin.test:{harness.OriginPort}/ HTTP/1.1\r\nHost: origin.test\r\n\r\n"));
        await waiting.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        await harness.Proxy.StopAsync();
        await ended.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.NotNull(Assert.Single(harness.Proxy.Flows).ErrorCode);
        client.Close();
    }

    [Fact]
    public async Task ContentOfAHandler_IsTransformedOffTheLoop()
    {
        (bool IsOnLoop, bool IsInside)? seen = null;
        var options = new ProxyOptions { UseEphemeralPort = true };
        Transforming(async (input, output, cancellationToken) =>
        {
            seen = (EventLoop.Current is not null, UserCode.IsInside);
            await Upper(input, output, cancellationToken);
        })(options);
        options.Handlers.Use("mock", (_, _) => ValueTask.FromResult(Verdict.Respond(200, Body.Text("mocked"))));
        await using ProxyServer proxy = await ProxyServer.StartAsync(options, TestContext.Current.CancellationToken);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(proxy.EndPoint, TestContext.Current.CancellationToken);
        await client.SendAsync("GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"u8.ToArray());
        var answer = new MemoryStream();
        await using var stream = new NetworkStream(client);
        await stream.CopyToAsync(answer, TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.EndsWith("MOCKED", Latin1(answer.ToArray()), StringComparison.Ordinal);
        Assert.Equal((false, true), seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ContentOfAHandler_WhoseTransformFails_IsNotSent(bool isThrown)
    {
        await using Harness harness = await Harness.StartAsync(options =>
        {
            Transforming(async (_, output, cancellationToken) =>
            {
                await output.WriteAsync("some"u8.ToArray(), cancellationToken);
                var failure = new InvalidOperationException("on purpose");
                await output.CompleteAsync(isThrown ? null : failure);
                if (isThrown)
                {
                    throw failure;
                }
            })(options);
            options.Handlers.Use("mock", (_, _) => ValueTask.FromResult(Verdict.Respond(200, Body.Text("mocked"))));
        });
        string answer = await harness.GetAsync();
        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("some", answer, StringComparison.Ordinal);
        await harness.SettleAsync();
        ProxyError error = Assert.Single(harness.Errors);
        Assert.Equal(("handler_failed", true), (error.Code, error.Message.Contains("on purpose", StringComparison.Ordinal)));
        Assert.Equal("handler_failed", Assert.Single(harness.Proxy.Flows).ErrorCode);
    }

    [Fact]
    public async Task ContentOfAHandler_ThatBecomesTooLong_IsNotSent()
    {
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.MaxHeldBodyBytes = 1024;
            Transforming(async (_, output, cancellationToken) =>
            {
                while (!(await output.WriteAsync(new byte[512], cancellationToken)).IsCompleted)
                {
                    // On, until it is refused.
                }
            })(options);
            options.Handlers.Use("mock", (_, _) => ValueTask.FromResult(Verdict.Respond(200, Body.Text("mocked"))));
        });
        Assert.StartsWith("HTTP/1.1 502 ", await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Contains("MaxHeldBodyBytes", Assert.Single(harness.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length", "2")]
    [InlineData("Transfer-Encoding", "gzip, chunked")]
    [InlineData("Transfer-Encoding", "identity")]
    public async Task FramingThatAHandlerStates_DoesNotGoOut(string name, string value)
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("state", async (exchange, next) =>
        {
            exchange.Request.Body.Transform(Upper);
            exchange.Request.Headers[name] = value;
            Verdict verdict = await next(exchange);
            exchange.Response.Body.Transform(Upper);
            exchange.Response.Headers[name] = value;
            return verdict;
        }));
        string answer = await harness.ExchangeAsync(Post(harness, "Content-Length: 5\r\n\r\nhello"));
        foreach (string message in new[] { harness.OriginSaw.First(), answer })
        {
            string[] framing = [.. message.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.Ordinal)
                || line.StartsWith("Transfer-Encoding:", StringComparison.Ordinal))];
            Assert.Equal(["Transfer-Encoding: chunked"], framing);
        }
    }

    private static async ValueTask GiveUpReadingAsync(PipeReader input, PipeWriter output, CancellationToken cancellationToken)
    {
        await input.CompleteAsync(new InvalidDataException("enough"));
        await output.WriteAsync("short"u8.ToArray(), cancellationToken);
    }

    private static Func<PipeReader, PipeWriter, CancellationToken, ValueTask> Waiting(TaskCompletionSource waiting)
        => async (input, _, cancellationToken) =>
        {
            await input.CopyToAsync(Stream.Null, cancellationToken);
            waiting.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        };

    private static Action<ProxyOptions> Transforming(Func<PipeReader, PipeWriter, CancellationToken, ValueTask> transform)
        => options => options.Handlers.Use("transform", async (exchange, next) =>
        {
            Verdict verdict = await next(exchange);
            exchange.Response.Body.Transform(transform);
            return verdict;
        });
}
