using System.Text;
using Proximity.Content.Text;

namespace Proximity.Content;

/// <summary>
/// How the bytes of a text become characters. The first of these says it: a byte order mark; the media type, where it is always UTF-8
/// (JSON: RFC 8259 §8.1, event streams); the charset parameter of <c>Content-Type</c>; for XML its declaration; for HTML a <c>meta</c>
/// element in the first 1024 bytes. Where only one of the last two could be meant, or no type is given, both are looked for. When none
/// says it, or only with a name that is not known, a body that is valid UTF-8 is taken for that, and every other for Latin-1.
/// </summary>
/// <param name="Encoding">Decodes the text; broken bytes become U+FFFD.</param>
/// <param name="Source">What said it.</param>
/// <param name="UnknownCharset">The first charset that was named and is not known; null when there was none.</param>
/// <param name="PreambleBytes">How many bytes at the front of the body are its byte order mark and no text.</param>
public sealed record TextCharset(Encoding Encoding, CharsetSource Source, string? UnknownCharset, int PreambleBytes)
{
    /// <summary>Finds the charset of a body without its content codings.</summary>
    /// <param name="contentType">The value of <c>Content-Type</c>; null when it is absent.</param>
    /// <param name="body">The body, or at least its first 1024 bytes.</param>
    public static TextCharset Of(string? contentType, ReadOnlySpan<byte> body)
    {
        if (ByteOrderMark(body) is { } marked)
        {
            return marked;
        }

        MediaTypeText type = MediaTypeText.Read(contentType);
        if (type.IsAlwaysUtf8)
        {
            return new TextCharset(CharsetLabels.Utf8, CharsetSource.MediaType, null, 0);
        }

        string? unknown = null;
        return Named(type.Charset, CharsetSource.ContentType, ref unknown)
            ?? (type.MayBeXml ? Named(XmlCharset.Find(body), CharsetSource.XmlDeclaration, ref unknown) : null)
            ?? (type.MayBeHtml ? Named(HtmlCharset.Find(body), CharsetSource.HtmlMeta, ref unknown) : null)
            ?? Guess(body, unknown);
    }

    /// <summary>Decodes a body whose charset this is, without its byte order mark.</summary>
    public string GetString(ReadOnlySpan<byte> body) => Encoding.GetString(body[Math.Min(PreambleBytes, body.Length)..]);

    private static TextCharset? ByteOrderMark(ReadOnlySpan<byte> body) => body switch
    {
        [0xEF, 0xBB, 0xBF, ..] => new TextCharset(CharsetLabels.Utf8, CharsetSource.ByteOrderMark, null, 3),
        [0xFE, 0xFF, ..] => new TextCharset(CharsetLabels.Utf16BigEndian, CharsetSource.ByteOrderMark, null, 2),
        [0xFF, 0xFE, ..] => new TextCharset(CharsetLabels.Utf16, CharsetSource.ByteOrderMark, null, 2),
        _ => null,
    };

    private static TextCharset? Named(string? label, CharsetSource source, ref string? unknown)
    {
        if (label is null)
        {
            return null;
        }

        if (CharsetLabels.Find(label) is { } encoding)
        {
            return new TextCharset(encoding, source, unknown, 0);
        }

        unknown ??= label;
        return null;
    }

    private static TextCharset Guess(ReadOnlySpan<byte> body, string? unknown) => Utf8Text.IsLikely(body)
        ? new TextCharset(CharsetLabels.Utf8, CharsetSource.Utf8, unknown, 0)
        : new TextCharset(Encoding.Latin1, CharsetSource.Fallback, unknown, 0);
}
