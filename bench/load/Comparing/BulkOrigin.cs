using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Proximity.Load.Generators;

namespace Proximity.Load.Comparing;

/// <summary>
/// An origin for large bodies, one blocking thread a connection: <c>/length/N</c> and <c>/chunked/N</c> answer N bytes, a POST is read to
/// its end and answered with 204, WebSocket messages of <see cref="WebSocketMessages"/> are echoed, and a connection that begins with
/// another byte than a letter gets everything back that it sends.
/// </summary>
internal sealed class BulkOrigin : IAsyncDisposable
{
    private const int BufferBytes = 256 * 1024;

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public BulkOrigin()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        Start(Accept);
    }

    public IPEndPoint EndPoint { get; }

    public ValueTask DisposeAsync()
    {
        listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Start(Action work) => new Thread(() => Guard(work)) { IsBackground = true, Name = "bulk origin" }.Start();

    /// <summary>A connection that breaks ends its thread; the client's side counts it.</summary>
    private static void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // The listener was closed, or a peer broke off.
        }
    }

    private void Accept()
    {
        while (true)
        {
            var client = listener.Accept();
            BlockingPeer.Prepare(client);
            Start(() => Serve(client));
        }
    }

    private static void Serve(Socket client)
    {
        using var peer = BlockingPeer.Over(client, BufferBytes);
        while (peer.Peek() is { } first)
        {
            if (!char.IsAsciiLetter((char)first))
            {
                peer.Echo();
                return;
            }

            if (peer.ReadHead() is not { } head)
            {
                return;
            }

            if (head.Contains("\r\nUpgrade: websocket\r\n", StringComparison.OrdinalIgnoreCase))
            {
                WebSocketMessages.Echo(peer);
                return;
            }

            Answer(peer, head);
            if (head.Contains("\r\nConnection: close\r\n", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
        }
    }

    private static void Answer(BlockingPeer peer, string head)
    {
        var parts = head.Split(' ', 3);
        if (parts[0] == "POST")
        {
            Take(peer, head);
            return;
        }

        // The target may be in absolute form: a parent proxy may have got it.
        var path = parts[1].Split('/');
        var count = long.Parse(path[^1], CultureInfo.InvariantCulture);
        var chunked = path[^2] == "chunked";
        peer.Send(Encoding.Latin1.GetBytes(chunked ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" : $"HTTP/1.1 200 OK\r\nContent-Length: {count}\r\n\r\n"));
        (chunked ? BulkBody.Chunked : BulkBody.Plain).Send(peer, count);
    }

    private static void Take(BlockingPeer peer, string head)
    {
        if (head.Contains("\r\nTransfer-Encoding: chunked\r\n", StringComparison.OrdinalIgnoreCase))
        {
            peer.SkipChunked();
        }
        else
        {
            var text = head.AsSpan(head.IndexOf("\r\nContent-Length: ", StringComparison.OrdinalIgnoreCase) + 18);
            peer.Skip(long.Parse(text[..text.IndexOf('\r')], CultureInfo.InvariantCulture));
        }

        peer.Send("HTTP/1.1 204 No Content\r\n\r\n"u8);
    }
}
