using System.Buffers.Text;
using System.Diagnostics;

namespace Proximity.Http2.Rendering;

/// <summary>
/// Reads a body from a stream in the form it has in HTTP/1.1: bare, or as chunks with the trailers behind them. It reads only when it is
/// read from, and keeps nothing.
/// </summary>
/// <param name="source">The body; its end is the body's.</param>
/// <param name="trailers">The trailer section, asked for at the end, each line with its CRLF; null for a bare body.</param>
internal sealed class BodyFramer(Stream source, Func<byte[]>? trailers)
{
    /// <summary>A size line: eight digits, leading zeros among them, and CRLF. Its length is known before the payload's is.</summary>
    private const int SizeLineBytes = 10;

    /// <summary>Smaller reads than this get their chunk in pieces.</summary>
    private const int SmallRead = 64;

    private ReadOnlyMemory<byte> pending;

    /// <summary>True once the source's end was seen.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>0 at the end. Throws what the stream throws.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!pending.IsEmpty || IsAtEnd)
        {
            return TakePending(buffer);
        }

        if (trailers is null)
        {
            int count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            IsAtEnd = count == 0 && !buffer.IsEmpty;
            return count;
        }

        Memory<byte> chunk = buffer.Length >= SmallRead ? buffer : new byte[SmallRead];
        int payload = await source.ReadAsync(chunk[SizeLineBytes..^2], cancellationToken).ConfigureAwait(false);
        if (payload == 0)
        {
            IsAtEnd = true;
            pending = LastChunk(trailers());
            return TakePending(buffer);
        }

        int whole = Frame(chunk.Span, payload);
        if (chunk.Length == buffer.Length)
        {
            return whole;
        }

        pending = chunk[..whole];
        return TakePending(buffer);
    }

    private static int Frame(Span<byte> chunk, int payload)
    {
        bool formatted = Utf8Formatter.TryFormat(payload, chunk, out int digits, new System.Buffers.StandardFormat('x', SizeLineBytes - 2));
        Debug.Assert(formatted && digits == SizeLineBytes - 2, "eight digits hold every int");
        "\r\n"u8.CopyTo(chunk[digits..]);
        "\r\n"u8.CopyTo(chunk[(SizeLineBytes + payload)..]);
        return SizeLineBytes + payload + 2;
    }

    private static byte[] LastChunk(byte[] trailers) => [.. "0\r\n"u8, .. trailers, .. "\r\n"u8];

    private int TakePending(Memory<byte> buffer)
    {
        int count = Math.Min(buffer.Length, pending.Length);
        pending[..count].CopyTo(buffer);
        pending = pending[count..];
        return count;
    }
}
