using Proximity.Filters.Syntax;

namespace Proximity.Filters.Translation;

/// <summary>Says filters of other languages in this one.</summary>
internal static class FilterTranslator
{
    public static TranslatedFilter Translate(FilterDialect dialect, string text)
    {
        if (text.Length > FilterLimits.MaxTextLength)
        {
            string problem = $"The filter has {text.Length} characters; at most {FilterLimits.MaxTextLength} are allowed.";
            return new TranslatedFilter(null, [problem]);
        }

        var problems = new List<string>();
        FilterNode? node = dialect switch
        {
            FilterDialect.Mitmproxy => new ForeignParser(ForeignTokens.Mitmproxy(text), new MitmproxyTerms(problems), problems).Parse(),
            FilterDialect.Chrome => ChromeTerms.Parse(text, problems),
            _ => new ForeignParser(ForeignTokens.HttpQL(text), new HttpQLTerms(problems), problems).Parse(),
        };
        if (node is null)
        {
            return new TranslatedFilter(null, problems);
        }

        string printed = FilterPrinter.Print(node);
        return Filter.TryRead(printed, FilterSettings.Default, out IReadOnlyList<FilterError> errors) is not null
            ? new TranslatedFilter(printed, problems)
            : new TranslatedFilter(null, [.. problems, .. errors.Select(error => error.Message)]);
    }

    /// <summary>What a text that is no filter probably is in another language, said in this one; null when it is in none.</summary>
    public static string? Meant(string text)
    {
        FilterDialect? dialect = text.AsSpan().TrimStart(" (!") is ['~', >= 'a' and <= 'z', ..] ? FilterDialect.Mitmproxy
            : HttpQLTerms.Looks(text) ? FilterDialect.HttpQL
            : ChromeTerms.Looks(text) ? FilterDialect.Chrome
            : null;
        return dialect is { } known && Translate(known, text) is { Text: { } meant, Problems.Count: 0 } ? meant : null;
    }
}
