using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Proximity.Load.Generators;

/// <summary>One end of a connection, read and written by one blocking thread: the least a generator can cost.</summary>
internal sealed class BlockingPeer(Socket socket, Stream stream, int bufferBytes) : IDisposable
{
    private static readonly byte[] LastChunk = "\r\n0\r\n\r\n"u8.ToArray();

    private readonly byte[] buffer = new byte[bufferBytes];
    private int start;
    private int end;

    public static BlockingPeer Connect(IPEndPoint endPoint, int bufferBytes)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Prepare(socket);
            socket.Connect(endPoint);
            return Over(socket, bufferBytes);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public static BlockingPeer Over(Socket socket, int bufferBytes) => new(socket, new NetworkStream(socket, ownsSocket: false), bufferBytes);

    /// <summary>Nobody waits for ever.</summary>
    public static void Prepare(Socket socket)
    {
        socket.NoDelay = true;
        socket.ReceiveTimeout = socket.SendTimeout = 20_000;
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            stream.Write(bytes);
        }
    }

    /// <summary>The same connection inside TLS from now on, with the origin or with an interceptor.</summary>
    public BlockingPeer Secure(SslClientAuthenticationOptions options)
    {
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        secure.AuthenticateAsClient(options);
        return new BlockingPeer(socket, secure, bufferBytes);
    }

    /// <summary>The next byte, which stays to be read; null at the end.</summary>
    public byte? Peek() => start < end || Fill() ? buffer[start] : null;

    /// <summary>Up to the empty line; null at the end.</summary>
    public string? ReadHead()
    {
        // The whole buffer is there for it, whatever was read before.
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        var searched = 0;
        while (true)
        {
            var at = buffer.AsSpan(searched, end - searched).IndexOf("\r\n\r\n"u8);
            if (at >= 0)
            {
                start = searched + at + 4;
                return Encoding.Latin1.GetString(buffer, 0, start);
            }

            searched = Math.Max(0, end - 3);
            if (end == buffer.Length)
            {
                throw new InvalidDataException("The head does not end.");
            }

            var read = stream.Read(buffer.AsSpan(end));
            if (read == 0)
            {
                return null;
            }

            end += read;
        }
    }

    /// <summary>Reads so many bytes and drops them.</summary>
    public void Skip(long count)
    {
        while (count > 0)
        {
            Require();
            var step = (int)Math.Min(count, end - start);
            start += step;
            count -= step;
        }
    }

    /// <summary>Reads a chunked body whose data holds no line end, and drops it. Returns its bytes on the wire.</summary>
    public long SkipChunked()
    {
        var total = 0L;
        Span<byte> tail = stackalloc byte[2 * LastChunk.Length];
        var kept = 0;
        while (!tail[..kept].EndsWith(LastChunk))
        {
            Require();
            var read = buffer.AsSpan(start, end - start);
            total += read.Length;
            start = end;
            var news = read[Math.Max(0, read.Length - LastChunk.Length)..];
            var old = Math.Min(kept, LastChunk.Length);
            tail.Slice(kept - old, old).CopyTo(tail);
            news.CopyTo(tail[old..]);
            kept = old + news.Length;
        }

        return total;
    }

    /// <summary>Drops whatever comes until the other side closes.</summary>
    public void SkipToEnd()
    {
        do
        {
            start = end;
        }
        while (Fill());
    }

    /// <summary>Sends back whatever comes, until the end.</summary>
    public void Echo()
    {
        while (Peek() is not null)
        {
            Send(buffer.AsSpan(start, end - start));
            start = end;
        }
    }

    public void ShutdownSend() => socket.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }

    private void Require()
    {
        if (Peek() is null)
        {
            throw new IOException("The connection ended early.");
        }
    }

    private bool Fill()
    {
        start = 0;
        end = stream.Read(buffer);
        return end > 0;
    }
}
