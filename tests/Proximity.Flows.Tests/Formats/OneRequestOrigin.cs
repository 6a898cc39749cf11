using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proximity.Flows.Tests.Formats;

/// <summary>An origin on the loopback that takes one request, as it comes.</summary>
internal sealed class OneRequestOrigin : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public OneRequestOrigin() => listener.Start();

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Reads one request with a body of this length and answers it.</summary>
    /// <returns>The request, a character for each octet.</returns>
    public async Task<string> ReceiveAsync(int bodyLength)
    {
        using Socket socket = await listener.AcceptSocketAsync();
        var received = new StringBuilder();
        byte[] buffer = new byte[4096];
        int end = -1;
        while (end < 0 || received.Length < end + 4 + bodyLength)
        {
            int read = await socket.ReceiveAsync(buffer);
            Assert.NotEqual(0, read);
            received.Append(Encoding.Latin1.GetString(buffer, 0, read));
            end = received.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
        }

        await socket.SendAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray());
        return received.ToString();
    }

    public void Dispose() => listener.Dispose();
}
