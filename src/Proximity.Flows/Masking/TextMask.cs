using System.Text;

namespace Proximity.Masking;

/// <summary>
/// Masks a text whose type says nothing of what is in it: JSON, also behind the numbers of socket.io and between the separators of SignalR,
/// a form, or words.
/// </summary>
internal static class TextMask
{
    /// <summary>Ends each message of SignalR, and begins each of a JSON text sequence (RFC 7464).</summary>
    private const char RecordSeparator = '\u001E';

    /// <summary>The text masked; the very text when there is nothing to mask.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isWhole">False when only the beginning is there: then the last word, or value, is left out.</param>
    /// <param name="scope">What masks.</param>
    /// <param name="place">Which message and part it is.</param>
    public static string Mask(string text, bool isWhole, MaskScope scope, string place)
    {
        if (!text.Contains(RecordSeparator))
        {
            return MaskOne(text, isWhole, scope, place);
        }

        string[] records = text.Split(RecordSeparator);
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = MaskOne(records[i], isWhole || i < records.Length - 1, scope, place);
        }

        string masked = string.Join(RecordSeparator, records);
        return masked == text ? text : masked;
    }

    private static string MaskOne(string text, bool isWhole, MaskScope scope, string place)
    {
        int start = StartOfJson(text);
        if (start < text.Length && text[start] is '{' or '[' && Json(text, start, isWhole, scope, place) is { } masked)
        {
            return masked;
        }

        string kept = isWhole ? text : text[..(text.AsSpan().LastIndexOfAny(" \t\r\n") + 1)];
        return UrlMask.IsForm(kept) ? UrlMask.Form(kept, scope, place) : scope.Shaped(kept, place);
    }

    private static string? Json(string text, int start, bool isWhole, MaskScope scope, string place)
    {
        byte[] json = Encoding.UTF8.GetBytes(text[start..]);
        ReadOnlyMemory<byte>? masked = isWhole ? JsonMask.Mask(json, scope, place) : JsonMask.MaskBeginning(json, scope, place);
        if (masked is not { } known)
        {
            return null;
        }

        return known.Equals((ReadOnlyMemory<byte>)json) ? text : string.Concat(text.AsSpan(0, start), Encoding.UTF8.GetString(known.Span));
    }

    /// <summary>Where JSON may begin: behind blanks, or behind a packet's numbers and its namespace, such as <c>42/chat,7[</c>.</summary>
    private static int StartOfJson(string text)
    {
        int position = text.Length - text.AsSpan().TrimStart().Length;
        position = SkipDigits(text, position);
        if (position < text.Length && text[position] == '/' && text.IndexOf(',', position) is >= 0 and var comma)
        {
            position = SkipDigits(text, comma + 1);
        }

        return position;
    }

    private static int SkipDigits(string text, int position)
    {
        while (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            position++;
        }

        return position;
    }
}
