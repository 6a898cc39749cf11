using System.Net.Sockets;
using System.Text;
using Proximity.Wires.Linux;

namespace Proximity.Tests.Handlers;

/// <summary>Handlers that block the thread of an event loop, which then goes on with another thread.</summary>
public class BlockingHandlerTests
{
    [Fact]
    public async Task ThreadThatHasLostItsLoop_DoesNotActForItBehindNext()
    {
        EventLoop? seen = null;
        var options = new ProxyOptions { UseEphemeralPort = true };
        options.Handlers.Use("block", (exchange, next) =>
        {
            if (EventLoop.Current is { } loop)
            {
                // As the monitor does with one that takes too long.
                loop.TryReplaceThread(loop.UserCodeCalls);
            }

            return next(exchange);
        });
        options.Handlers.Use("behind", (_, _) =>
        {
            seen = EventLoop.Current;
            return ValueTask.FromResult(Verdict.Respond(204));
        });
        await using ProxyServer proxy = await ProxyServer.StartAsync(options, TestContext.Current.CancellationToken);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(proxy.EndPoint, TestContext.Current.CancellationToken);
        await client.SendAsync("GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n"u8.ToArray());
        byte[] buffer = new byte[100];
        int count = await client.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 204 ", Encoding.ASCII.GetString(buffer, 0, count), StringComparison.Ordinal);
        Assert.Null(seen);
    }
}
