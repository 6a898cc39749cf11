using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proximity.Load;

/// <summary>One end of a connection that speaks just enough HTTP/1.1 to check what a proxy does.</summary>
internal sealed class Peer(Socket socket) : IDisposable
{
    private readonly byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    public static async Task<Peer> ConnectAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint);
            return new Peer(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The next byte, which stays to be read; null at the end.</summary>
    public async Task<byte?> PeekAsync() => start < end || await FillAsync() ? buffer[start] : null;

    /// <summary>Up to the empty line; null at the end.</summary>
    public async Task<string?> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (await PeekAsync() is { } next)
        {
            head.Append((char)next);
            start++;
            if (next == '\n' && head.Length >= 4 && head[^2] == '\r' && head[^3] == '\n')
            {
                return head.ToString();
            }
        }

        return null;
    }

    /// <summary>The body that this head declares; throws when it is not whole.</summary>
    public async Task<byte[]> ReadBodyAsync(string head)
    {
        using var body = new MemoryStream();
        if (head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            while (int.Parse(await ReadLineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
            {
                await CopyAsync(body, size);
                await ReadLineAsync();
            }

            await ReadLineAsync();
        }
        else if (head.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            var text = head.AsSpan(at + 16);
            await CopyAsync(body, int.Parse(text[..text.IndexOf('\r')], CultureInfo.InvariantCulture));
        }
        else
        {
            while (await PeekAsync() is not null)
            {
                await CopyAsync(body, end - start);
            }
        }

        return body.ToArray();
    }

    /// <summary>Sends back whatever comes, until the end.</summary>
    public async Task EchoAsync()
    {
        while (await PeekAsync() is not null)
        {
            await SendAsync(buffer.AsMemory(start, end - start));
            start = end;
        }
    }

    /// <summary>Reads so many bytes and drops them; false at the end.</summary>
    public async Task<bool> SkipAsync(int count)
    {
        while (count > 0)
        {
            if (await PeekAsync() is null)
            {
                return false;
            }

            var step = Math.Min(count, end - start);
            start += step;
            count -= step;
        }

        return true;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }

    public async Task SendChunkAsync(ReadOnlyMemory<byte> bytes)
    {
        await SendAsync(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        await SendAsync(bytes);
        await SendAsync("\r\n");
    }

    public void ShutdownSend() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with a reset.</summary>
    public void Abort() => socket.Close(0);

    public void Dispose() => socket.Dispose();

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (await PeekAsync() is { } next)
        {
            start++;
            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)next);
        }

        throw new IOException("The end came in the middle of a line.");
    }

    private async Task CopyAsync(MemoryStream body, int count)
    {
        while (count > 0)
        {
            if (await PeekAsync() is null)
            {
                throw new IOException("The end came in the middle of a body.");
            }

            var step = Math.Min(count, end - start);
            body.Write(buffer, start, step);
            start += step;
            count -= step;
        }
    }

    private async Task<bool> FillAsync()
    {
        start = 0;
        end = await socket.ReceiveAsync(buffer);
        return end > 0;
    }
}
