namespace Proximity.Load.Reporting;

/// <summary>A page of the documentation whose figures stand between two marks.</summary>
internal static class MarkdownPage
{
    private const string Begin = "<!-- figures: written by bench/run.sh --markdown -->";
    private const string End = "<!-- end of figures -->";

    public static void Fill(string path, Report report) => File.WriteAllText(path, Filled(File.ReadAllText(path), report));

    /// <summary>The text with everything between the marks replaced.</summary>
    internal static string Filled(string text, Report report)
    {
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new InvalidDataException($"The page has no place for figures: {Begin} … {End}");
        }

        return $"{text[..begin]}{Begin}\n\n{string.Join('\n', new MarkdownText(report).Lines()).TrimEnd()}\n\n{text[end..]}";
    }
}
