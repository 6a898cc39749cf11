using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Proximity.Http2.Origins;
using Proximity.Http2.Tests.Rig;
using Proximity.Protocol;
using Proximity.Protocol.Heads;
using Proximity.Wires;

namespace Proximity.Http2.Tests;

/// <summary>A PING belongs to no stream; one that is answered shows that the streams of its connection are in use.</summary>
public class PingTests
{
    private const byte Headers = 1;
    private const byte Ping = 6;
    private const byte Ack = 1;
    private const byte EndStreamAndHeaders = 5;

    [Fact]
    public async Task AnsweredPingsOfTheClient_KeepItsSilentStreamAlive()
    {
        var time = new FakeTimeProvider();
        var entered = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(async context =>
        {
            entered.SetResult();
            await gate.Task;
            await context.Response.WriteAsync("late");
        }));
        await using var proxy = new TestProxy(OriginKind.Http1, new ProxyOptions { TimeProvider = time });
        var client = new RawClient(proxy.NewConnection());
        await client.StartAsync();
        byte[] fields = RawClient.Fields(
            (":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", origin.Authority(OriginKind.Http1)));
        await client.SendAsync(Headers, EndStreamAndHeaders, 1, fields);
        await entered.Task.WithinStep();
        for (int i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(20));
            await client.SendAsync(Ping, 0, 0, new byte[8]);
            Assert.Equal(Ack, (await client.NextAsync(Ping)).Flags);
        }

        gate.SetResult();

        // 200 is the eighth entry of the static table.
        Assert.Equal(0x88, (await client.NextAsync(Headers)).Payload[0]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(Ack, 0)]
    public async Task PingOfTheOrigin_IsLifeOfItsStreams(byte flags, int count)
    {
        (MemoryWire near, _) = MemoryWire.CreatePair();
        var settings = new Http2Settings(new HeadLimits(64 * 1024, 1000), TimeSpan.Zero, TimeSpan.Zero, new BufferPool());
        var origin = new MultiplexedOrigin(near, null, settings, 1);
        int lives = 0;
        Wire stream = origin.TryOpen()!;
        stream.WatchForLife(() => lives++);
        byte[] frame = [0, 0, 8, Ping, flags, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];
        await using var frames = new OriginFrames(new MemoryStream(frame), origin);

        Assert.Equal(frame.Length, await frames.ReadAsync(new byte[100], Limits.Token));

        Assert.Equal(count, lives);
        origin.Abort();
    }
}
