using System.Text;
using Proximity.Protocol;
using Proximity.Protocol.Heads;

namespace Proximity.Http2.Rendering;

/// <summary>
/// Writes fields as HTTP/1.1 lines, names in lower case as they are in HTTP/2. Nothing gets through that could end a line or begin another:
/// what HTTP/2 carries as one field must not become two (RFC 9113 §10.3).
/// </summary>
internal static class FieldRenderer
{
    /// <summary>False, and nothing is written, when no HTTP/1.1 head could hold the field.</summary>
    public static bool TryWrite(string name, string value, ByteBuffer output)
    {
        int length = name.Length + value.Length + 4;
        if (!IsLatin1(name) || !IsLatin1(value))
        {
            return false;
        }

        Span<byte> line = output.Reserve(length)[..length];
        Encoding.Latin1.GetBytes(name, line);
        Span<byte> nameBytes = line[..name.Length];
        Ascii.ToLowerInPlace(nameBytes, out _);
        ": "u8.CopyTo(line[name.Length..]);
        Span<byte> valueBytes = line.Slice(name.Length + 2, value.Length);
        Encoding.Latin1.GetBytes(value, valueBytes);
        "\r\n"u8.CopyTo(line[^2..]);
        if (!FieldSyntax.IsToken(nameBytes) || !FieldSyntax.IsFieldValue(valueBytes))
        {
            return false;
        }

        output.Advance(length);
        return true;
    }

    /// <summary>True for what may stand in a start line between spaces: no byte that ends it, or a part of it.</summary>
    public static bool IsStartLinePart(string part) => part.Length > 0 && !part.AsSpan().ContainsAnyExceptInRange('\u0021', '\u007E');

    public static void Write(string text, ByteBuffer output) => output.Advance(Encoding.Latin1.GetBytes(text, output.Reserve(text.Length)));

    private static bool IsLatin1(string text) => !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF');
}
