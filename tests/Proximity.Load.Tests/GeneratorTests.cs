using System.Net;
using System.Net.Sockets;
using Proximity.Load.Generators;
using Proximity.Load.Workloads;

namespace Proximity.Load.Tests;

public class GeneratorTests
{
    [Fact]
    public void ResultLineOfWrk_IsRead()
    {
        var result = Wrk.Parse("Running 1s test\n  2 threads\nRESULT 1200 2000000 150 900 3\n");

        Assert.Equal(new LoadResult(1200, TimeSpan.FromSeconds(2), TimeSpan.FromMicroseconds(150), TimeSpan.FromMicroseconds(900), 3), result);
    }

    [Fact]
    public void WrkWithoutResult_IsAnErrorThatShowsItsOutput() => Assert.Contains("unable to connect", Assert.Throws<InvalidDataException>(() => Wrk.Parse("unable to connect\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void CountsOfPerf_AreReadAndWhatNeverHappenedIsLeftOut()
    {
        var calls = SystemCallWorkload.Parse(["# started", "", "4300,,raw_syscalls:sys_enter,2000,100.00,,", "<not counted>,,syscalls:sys_enter_splice,0,100.00,,"]);

        Assert.Equal(new Dictionary<string, double> { ["raw_syscalls:sys_enter"] = 4300 }, calls);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(16 * 1024)]
    [InlineData(300_000)]
    public async Task ChunkedBody_IsTakenWholeAndNoFurther(int count)
    {
        using var pair = await Pair.ConnectAsync();
        var sending = Task.Run(() =>
        {
            BulkBody.Chunked.Send(pair.One, count);
            pair.One.Send("next"u8);
            pair.One.ShutdownSend();
        }, TestContext.Current.CancellationToken);

        // What follows in the same read would be taken for a part of the body: no generator sends it before the answer.
        await sending;
        var ending = Assert.Throws<IOException>(() => pair.Other.SkipChunked());

        Assert.Equal("The connection ended early.", ending.Message);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(16 * 1024)]
    [InlineData(300_000)]
    public async Task ChunkedBody_EndsWithItsLastChunk(int count)
    {
        using var pair = await Pair.ConnectAsync();
        var sending = Task.Run(() => BulkBody.Chunked.Send(pair.One, count), TestContext.Current.CancellationToken);

        Assert.True(pair.Other.SkipChunked() > count);
        await sending;
    }

    [Fact]
    public async Task HeadInTwoParts_IsReadUpToItsEnd()
    {
        using var pair = await Pair.ConnectAsync();
        pair.One.Send("HTTP/1.1 200 OK\r\n"u8);
        pair.One.Send("\r\nbody"u8);

        Assert.Equal("HTTP/1.1 200 OK\r\n\r\n", pair.Other.ReadHead());
        Assert.Equal((byte)'b', pair.Other.Peek());
    }

    [Fact]
    public async Task HeadBehindABody_HasTheWholeBuffer()
    {
        using var pair = await Pair.ConnectAsync();
        pair.One.Send(new byte[Pair.BufferBytes - 10]);
        pair.Other.Skip(Pair.BufferBytes - 10);
        pair.One.Send("HTTP/1.1 204 No Content\r\n\r\n"u8);

        Assert.Equal("HTTP/1.1 204 No Content\r\n\r\n", pair.Other.ReadHead());
    }

    /// <summary>Two ends of one connection.</summary>
    private sealed record Pair(BlockingPeer One, BlockingPeer Other) : IDisposable
    {
        public const int BufferBytes = 4096;

        public static async Task<Pair> ConnectAsync()
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(1);
            var one = BlockingPeer.Connect((IPEndPoint)listener.LocalEndPoint!, BufferBytes);
            var other = await listener.AcceptAsync();
            return new Pair(one, BlockingPeer.Over(other, BufferBytes));
        }

        public void Dispose()
        {
            One.Dispose();
            Other.Dispose();
        }
    }
}
