using System.Text;
using Proximity.Flows;
using Proximity.Formats;

namespace Proximity.Masking;

/// <summary>
/// Masks the parts of a multipart body (RFC 2046 §5.1), each by its name (RFC 7578 §4.2) or by its media type. A part that cannot be
/// looked into keeps its head and loses its content.
/// </summary>
internal static class MultipartMask
{
    public static ReadOnlyMemory<byte>? Mask(ReadOnlyMemory<byte> content, string contentType, MaskScope scope, string place)
    {
        if (Parameter(contentType, "boundary") is not { Length: > 0 } boundary)
        {
            return null;
        }

        byte[] delimiter = FieldText.GetBytes("--" + boundary);
        using var masked = new MemoryStream(content.Length);
        int position = content.Span.IndexOf(delimiter);
        if (position < 0)
        {
            return null;
        }

        masked.Write(content.Span[..position]);
        while (!content.Span[(position + delimiter.Length)..].StartsWith("--"u8))
        {
            int start = position + delimiter.Length;
            int length = content.Span[start..].IndexOf(delimiter);
            if (length < 0)
            {
                return null;
            }

            masked.Write(delimiter);
            WritePart(masked, content.Slice(start, length), scope, place);
            position = start + length;
        }

        masked.Write(content.Span[position..]);
        byte[] whole = masked.ToArray();
        return content.Span.SequenceEqual(whole) ? content : whole;
    }

    /// <summary>
    /// A part with the line ends around it: that before the head belongs to the delimiter, that behind the content to the next.
    /// </summary>
    private static void WritePart(MemoryStream masked, ReadOnlyMemory<byte> part, MaskScope scope, string place)
    {
        int headEnd = part.Span.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0 || !part.Span.EndsWith("\r\n"u8))
        {
            scope.LeftOut(place, "a part has no head");
            masked.Write("\r\n\r\n\r\n"u8);
            return;
        }

        int start = headEnd + 4;
        ReadOnlyMemory<byte> content = part.Length - 2 < start ? default : part[start..^2];
        KeyValuePair<string, string>[] headers = HeadSplitter.Fields(part.Span[2..Math.Max(2, headEnd + 2)]);
        string disposition = FieldList.First(headers, "Content-Disposition") ?? string.Empty;
        string name = Parameter(disposition, "name") ?? string.Empty;
        string where = $"{place} part {name}";
        masked.Write(part.Span[..start]);
        masked.Write(Content(content, headers, name, scope, where).Span);
        masked.Write("\r\n"u8);
    }

    private static ReadOnlyMemory<byte> Content(
        ReadOnlyMemory<byte> content,
        KeyValuePair<string, string>[] headers,
        string name,
        MaskScope scope,
        string place)
    {
        if (content.IsEmpty)
        {
            return content;
        }

        if (scope.Names.IsParameter(name))
        {
            string secret = Encoding.UTF8.GetString(content.Span);
            string mark = scope.Named(secret, place);
            return mark == secret ? content : Encoding.UTF8.GetBytes(mark);
        }

        return ContentMask.Mask(content, FieldList.First(headers, "Content-Type"), isWhole: true, scope, place) ?? default;
    }

    /// <summary>A parameter of a field, in quotes or not; null when it is absent.</summary>
    private static string? Parameter(string value, string name)
    {
        foreach (string part in value.Split(';').Skip(1))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && part.AsSpan(0, equals).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return part[(equals + 1)..].Trim().Trim('"');
            }
        }

        return null;
    }
}
