using System.Text;

namespace Proximity.Content.Text;

/// <summary>Finds the encoding that an XML declaration names (XML 1.0 §2.8, §4.3.3).</summary>
internal static class XmlCharset
{
    private const int MaxDeclarationBytes = 256;

    private static readonly byte[] Utf16Start = [0x3C, 0, 0x3F, 0];
    private static readonly byte[] Utf16BigEndianStart = [0, 0x3C, 0, 0x3F];

    /// <summary>The name, or null when the body does not begin with a declaration that has one.</summary>
    public static string? Find(ReadOnlySpan<byte> body)
    {
        // Without a mark, the first two characters show the size of all of them (XML 1.0 appendix F.1).
        if (body.StartsWith(Utf16Start))
        {
            return "utf-16le";
        }

        if (body.StartsWith(Utf16BigEndianStart))
        {
            return "utf-16be";
        }

        ReadOnlySpan<byte> start = body[..Math.Min(MaxDeclarationBytes, body.Length)];
        int end = start.IndexOf("?>"u8);
        if (end < 0 || !start.StartsWith("<?xml"u8))
        {
            return null;
        }

        ReadOnlySpan<byte> declaration = start[..end];
        int name = declaration.IndexOf("encoding"u8);
        return name < 0 ? null : Quoted(declaration[(name + "encoding".Length)..].TrimStart(" \t\r\n"u8));
    }

    private static string? Quoted(ReadOnlySpan<byte> value)
    {
        if (value is not [(byte)'=', ..])
        {
            return null;
        }

        value = value[1..].TrimStart(" \t\r\n"u8);
        if (value is not [(byte)'"' or (byte)'\'', ..])
        {
            return null;
        }

        int end = value[1..].IndexOf(value[0]);
        return end <= 0 ? null : CharsetLabels.OfSingleBytes(Encoding.Latin1.GetString(value.Slice(1, end)));
    }
}
