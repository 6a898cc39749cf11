using System.Text;
using Proximity.Content;
using Proximity.Flows;

namespace Proximity.Pipeline;

/// <summary>Content as text and back, in the charset that it has.</summary>
internal static class BodyText
{
    /// <summary>The content as text.</summary>
    /// <param name="fields">The fields of its message.</param>
    /// <param name="content">The content without codings.</param>
    public static string Read(HeaderCollection fields, ReadOnlySpan<byte> content)
        => TextCharset.Of(fields["Content-Type"], content).GetString(content);

    /// <summary>
    /// Text as content, in the charset that the content before had, a byte order mark included. A text that it cannot express becomes
    /// UTF-8, which Content-Type then says.
    /// </summary>
    /// <param name="fields">The fields of its message.</param>
    /// <param name="before">The content that it takes the place of.</param>
    /// <param name="text">The text.</param>
    public static byte[] Write(HeaderCollection fields, ReadOnlySpan<byte> before, string text)
    {
        var charset = TextCharset.Of(fields["Content-Type"], before);
        byte[] bytes = [.. before[..Math.Min(charset.PreambleBytes, before.Length)], .. charset.Encoding.GetBytes(text)];
        if (string.Equals(charset.GetString(bytes), text, StringComparison.Ordinal))
        {
            return bytes;
        }

        if (fields["Content-Type"] is { } type)
        {
            fields["Content-Type"] = WithCharset(type, "utf-8");
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static string WithCharset(string mediaType, string charset)
    {
        IEnumerable<string> kept = mediaType.Split(';', StringSplitOptions.TrimEntries)
            .Where(part => !part.StartsWith("charset=", StringComparison.OrdinalIgnoreCase));
        return $"{string.Join("; ", kept)}; charset={charset}";
    }
}
