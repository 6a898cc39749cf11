using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>CONNECT by hand.</summary>
public static class Tunnels
{
    /// <summary>A raw client whose tunnel stands.</summary>
    public static async Task<RawPeer> OpenTunnelAsync(this RunningProxy proxy, string authority)
    {
        RawPeer client = await proxy.SendAsync($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
        RawMessage answer = await client.ReadResponseAsync("CONNECT");
        Assert.InRange(answer.Status, 200, 299);
        return client;
    }

    /// <summary>A tunnel that stands, as a stream.</summary>
    public static async Task<Stream> OpenStreamAsync(IPEndPoint proxy, string authority)
    {
        var socket = new Socket(proxy.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(proxy).WithinStep();
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n"));
        var answer = new StringBuilder();
        byte[] one = new byte[1];
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, await stream.ReadAsync(one).AsTask().WithinStep());
            answer.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 200 ", answer.ToString(), StringComparison.Ordinal);
        return stream;
    }
}
