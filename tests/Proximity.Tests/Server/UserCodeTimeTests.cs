using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Proximity.Protocol.Faults;
using Proximity.Tests.Wires;
using Proximity.Wires;

namespace Proximity.Tests.Server;

/// <summary>What time, and the client, may do while user code runs.</summary>
public class UserCodeTimeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider time = new();
    private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource leave = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task ResponseCallbackThatOutlastsTheTimeoutWhileTheUploadMoves_AbortsNothing()
    {
        MemoryNetwork? network = null;
        await using Harness harness = await Harness.StartAsync(
            options => (options.TimeProvider, options.OnResponse) = (time, (_, _) => WaitAsync()),
            between: memory => network = memory);
        Listener listener = network!.Listen(IPAddress.Loopback, 0);
        Wire client = await harness.ConnectAsync();
        string fields = "Host: origin.test\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n";
        await SendAsync(client, $"POST http://origin.test:{listener.EndPoint.Port}/ HTTP/1.1\r\n{fields}\r\n3\r\none\r\n");
        Wire origin = (await listener.AcceptAsync())!;
        await Harness.ReadUntilAsync(origin, "one\r\n");
        await SendAsync(origin, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await entered.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);

        await SendAsync(client, "3\r\ntwo\r\n");
        await Harness.ReadUntilAsync(origin, "two\r\n");
        time.Advance(TimeSpan.FromSeconds(31));
        await SendAsync(client, "0\r\n\r\n");
        await Harness.ReadUntilAsync(origin, "0\r\n\r\n");
        leave.SetResult();
        string answer = await Harness.ReadToEndAsync(client).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.EndsWith("ok", answer, StringComparison.Ordinal);
        client.Close();
        origin.Close();
        listener.Close();
        await harness.SettleAsync();
        Assert.Empty(harness.Errors);
    }

    [Fact]
    public async Task ClientThatResetsWhileARequestCallbackWaits_EndsTheExchangeBehindIt()
    {
        await using Harness harness = await Harness.StartAsync(options => options.OnRequest = _ => WaitAsync());
        Wire client = await harness.ConnectAsync();
        await SendAsync(client, Get(harness));
        await entered.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        client.Abort();
        leave.SetResult();
        await harness.SettleAsync();
        Assert.Empty(harness.OriginSaw);
        Assert.Equal(ErrorCodes.ClientReadFailed, Assert.Single(harness.Errors).Code);
        Assert.Equal(ErrorCodes.ClientReadFailed, Assert.Single(harness.Completed).ErrorCode);
    }

    [Fact]
    public async Task ClientThatResetsWhileAnInterceptorWaits_EndsTheExchangeBehindIt()
    {
        await using Harness harness = await Harness.StartAsync();
        harness.Proxy.AddRequestInterceptor(async (request, _) =>
        {
            await WaitAsync();
            return null;
        });
        Wire client = await harness.ConnectAsync();
        await SendAsync(client, Get(harness));
        await entered.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        client.Abort();
        leave.SetResult();
        await harness.SettleAsync();
        Assert.Empty(harness.OriginSaw);
        Assert.Equal(ErrorCodes.ClientReadFailed, Assert.Single(harness.Completed).ErrorCode);
    }

    [Fact]
    public async Task ClientThatResetsWhileAResponseCallbackWaits_EndsTheExchangeBehindIt()
    {
        await using Harness harness = await Harness.StartAsync(options => options.OnResponse = (_, _) => WaitAsync());
        Wire client = await harness.ConnectAsync();
        await SendAsync(client, Get(harness));
        await entered.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        client.Abort();
        leave.SetResult();
        await harness.SettleAsync();
        Assert.Equal(ErrorCodes.ClientReadFailed, Assert.Single(harness.Completed).ErrorCode);
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
    }

    /// <summary>Bytes of a next request, and the end of what the client has to say, are no reason to give the answer up.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClientThatHasMoreToSayOrNoMore_StillGetsItsAnswer(bool sendsMore)
    {
        await using Harness harness = await Harness.StartAsync(options => options.OnRequest = _ => WaitAsync());
        Wire client = await harness.ConnectAsync();
        await SendAsync(client, Get(harness));
        await entered.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        if (sendsMore)
        {
            await SendAsync(client, Get(harness, "Connection: close\r\n"));
        }

        client.ShutdownWrite();
        leave.SetResult();
        string answers = await Harness.ReadToEndAsync(client).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(sendsMore ? 2 : 1, answers.Split("X-Origin").Length - 1);
        client.Close();
        await harness.SettleAsync();
        Assert.Empty(harness.Errors);
    }

    private static string Get(Harness harness, string fields = "")
        => $"GET http://origin.test:{harness.OriginPort}/ HTTP/1.1\r\nHost: origin.test\r\n{fields}\r\n";

    private static async Task SendAsync(Wire wire, string text)
        => Assert.True((await wire.WriteAsync(Encoding.Latin1.GetBytes(text))).IsOk);

    private async ValueTask WaitAsync()
    {
        entered.TrySetResult();
        await leave.Task;
    }
}
