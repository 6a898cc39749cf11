using System.Buffers.Text;

namespace Proximity.Formats.Saz;

/// <summary>Takes the chunks off a body that is there as a whole (RFC 9112 §7.1), and takes it as it is when it has none.</summary>
internal static class ChunkedText
{
    /// <summary>The content; null when the body is not chunked. One that breaks off gives what came before.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> body)
    {
        using var content = new MemoryStream(body.Length);
        bool hasChunks = false;
        while (TryReadSize(ref body, out int size))
        {
            hasChunks = true;
            if (size == 0)
            {
                break;
            }

            int length = Math.Min(size, body.Length);
            content.Write(body[..length]);
            body = body[length..];
            body = body.StartsWith("\r\n"u8) ? body[2..] : body;
        }

        return hasChunks ? content.ToArray() : null;
    }

    private static bool TryReadSize(ref ReadOnlySpan<byte> body, out int size)
    {
        size = 0;
        int end = body.IndexOf("\r\n"u8);
        if (end <= 0 || !Utf8Parser.TryParse(body[..end], out uint parsed, out int digits, 'x') || parsed > int.MaxValue)
        {
            return false;
        }

        bool isWhole = digits == end || body[digits] is (byte)';' or (byte)' ' or (byte)'\t';
        size = (int)parsed;
        body = body[(end + 2)..];
        return isWhole;
    }
}
