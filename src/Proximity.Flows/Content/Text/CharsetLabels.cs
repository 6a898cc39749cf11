using System.Text;

namespace Proximity.Content.Text;

/// <summary>
/// The encodings by the names that are written into messages and documents. <c>iso-8859-1</c> and <c>us-ascii</c> mean windows-1252, as
/// in browsers (WHATWG Encoding §4.2). The code pages are asked of their provider, and not registered for the whole process.
/// </summary>
internal static class CharsetLabels
{
    private static readonly HashSet<string> MeaningWindows1252 = new(StringComparer.OrdinalIgnoreCase)
    {
        "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1", "us-ascii", "ascii", "x-user-defined",
    };

    public static UTF8Encoding Utf8 { get; } = new(encoderShouldEmitUTF8Identifier: false);

    public static UnicodeEncoding Utf16 { get; } = new(bigEndian: false, byteOrderMark: false);

    public static UnicodeEncoding Utf16BigEndian { get; } = new(bigEndian: true, byteOrderMark: false);

    /// <summary>The encoding that a label names, in any case; null when it names none.</summary>
    public static Encoding? Find(string label)
    {
        string name = label.Trim();
        return name.ToUpperInvariant() switch
        {
            "UTF-8" or "UTF8" => Utf8,
            "UTF-16" or "UTF-16LE" or "UNICODE" => Utf16,
            "UTF-16BE" => Utf16BigEndian,
            _ => FindOther(MeaningWindows1252.Contains(name) ? "windows-1252" : name),
        };
    }

    /// <summary>
    /// What a label means that was read in a document as single bytes: one for UTF-16 cannot be true, and means UTF-8 (HTML §13.2.3.2).
    /// </summary>
    public static string OfSingleBytes(string label)
        => Find(label) is { IsSingleByte: false } encoding && encoding.GetByteCount("a") > 1 ? "utf-8" : label;

    private static Encoding? FindOther(string name)
    {
        // The provider takes numbers of code pages as names.
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            return null;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // No encoding has the name, or only UTF-7 has it, which must not be read.
            return null;
        }
    }
}
