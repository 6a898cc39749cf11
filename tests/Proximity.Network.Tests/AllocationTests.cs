using System.Net;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>What a request costs the garbage collector. Debug builds keep the state of every asynchronous method on the heap, so this holds in Release builds only.</summary>
[Trait("Category", "Release")]
public class AllocationTests
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!";
    private const int Warmups = 3_000;
    private const int Measured = 20_000;

    /// <summary>A deadline's turn, a timer's tick: what goes on beside the requests, spread over them.</summary>
    private const double Noise = 16;

    [Fact]
    public async Task PlainRequestOnAKeptConnection_AllocatesNothing_WithRecordingOff()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The portable sockets allocate.");
        Assert.InRange(await BytesPerRequestAsync(recordFlows: false), 0, Noise);
    }

    [Fact]
    public async Task PlainRequestOnAKeptConnection_AllocatesItsRecordAlone_WithRecordingOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The portable sockets allocate.");
        Assert.InRange(await BytesPerRequestAsync(recordFlows: true), 0, 1024);
    }

    private static async Task<double> BytesPerRequestAsync(bool recordFlows)
    {
        await using RawOrigin origin = RawOrigin.Start(AnswerAsync);
        await using TestHostProxy proxy = await TestHostProxy.StartAsync(recordFlows);
        await using RawPeer client = await RawPeer.ConnectAsync(IPEndPoint.Parse(proxy.Authority), keepsReceived: false);
        await RequestAsync(client, origin, Warmups);
        long before = await proxy.AllocatedBytesAsync();
        await RequestAsync(client, origin, Measured);
        return (await proxy.AllocatedBytesAsync() - before) / (double)Measured;
    }

    private static async Task AnswerAsync(RawPeer peer)
    {
        byte[] buffer = new byte[4096];
        byte[] answer = System.Text.Encoding.ASCII.GetBytes(Answer);
        while (await peer.Socket.ReceiveAsync(buffer) > 0)
        {
            await peer.SendAsync(answer);
        }
    }

    private static async Task RequestAsync(RawPeer client, RawOrigin origin, int count)
    {
        byte[] request = System.Text.Encoding.ASCII.GetBytes($"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        byte[] buffer = new byte[4096];
        for (int sent = 0; sent < count; sent++)
        {
            await client.SendAsync(request);
            int received = 0;
            while (received < Answer.Length)
            {
                int more = await client.Socket.ReceiveAsync(buffer);
                Assert.True(more > 0, "The proxy closed the connection.");
                received += more;
            }
        }
    }
}
