using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Proximity.Load;

/// <summary>
/// An origin in this process. <c>/length/N</c> and <c>/chunked/N</c> answer N bytes of a pattern, <c>/close/N</c> the same until the connection's end, <c>/broken/N</c> promises N
/// and breaks off half-way, a POST is answered with the number of its bytes. A connection that begins with another byte than a letter is echoed.
/// </summary>
internal sealed class TestOrigin : IDisposable
{
    private const int ChunkBytes = 8192;

    private static readonly byte[] Pattern = [.. Enumerable.Range(0, 1 << 20).Select(PatternAt)];

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public TestOrigin()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _ = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    public static byte PatternAt(int offset) => (byte)((offset * 31) + (offset >> 8));

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
            {
                return;
            }

            _ = ServeAsync(client);
        }
    }

    private static async Task ServeAsync(Socket client)
    {
        using (client)
        {
            client.NoDelay = true;
            var peer = new Peer(client);
            try
            {
                while (await peer.PeekAsync() is { } first)
                {
                    if (!char.IsAsciiLetter((char)first))
                    {
                        await peer.EchoAsync();
                        return;
                    }

                    if (await peer.ReadHeadAsync() is not { } head || !await AnswerAsync(peer, head))
                    {
                        return;
                    }
                }
            }
            catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
            {
                // The proxy, or the client behind it, broke off: that is part of the load.
            }
        }
    }

    private static async Task<bool> AnswerAsync(Peer peer, string head)
    {
        var parts = head.Split(' ', 3);
        if (parts[0] == "POST")
        {
            var body = await peer.ReadBodyAsync(head);
            var text = body.Length.ToString(CultureInfo.InvariantCulture);
            await peer.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\n\r\n{text}");
            return true;
        }

        var path = parts[1].Split('/');
        var size = int.Parse(path[2], CultureInfo.InvariantCulture);
        var kind = path[1];
        await peer.SendAsync(kind switch
        {
            "chunked" => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "close" => "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
            _ => $"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n",
        });
        var toSend = kind == "broken" ? size / 2 : size;
        for (var sent = 0; sent < toSend; sent += ChunkBytes)
        {
            var part = Pattern.AsMemory(sent, Math.Min(ChunkBytes, toSend - sent));
            await (kind == "chunked" ? peer.SendChunkAsync(part) : peer.SendAsync(part));
        }

        if (kind == "chunked")
        {
            await peer.SendAsync("0\r\n\r\n");
        }

        return kind is "length" or "chunked";
    }
}
