using System.CommandLine;

namespace Proximity.Cli.CommandLine;

/// <summary>An option and what it takes.</summary>
/// <param name="Name">The option.</param>
/// <param name="Description">The first sentence of its help.</param>
/// <param name="Takes">What follows it.</param>
/// <param name="Words">The words it knows, when it takes one of a few.</param>
internal sealed record CompletionOption(string Name, string Description, CompletionValue Takes, IReadOnlyList<string> Words)
{
    public static CompletionOption Of(Option option)
    {
        var isFlag = option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0 || option.HelpName is null;
        string[] words = option.HelpName is { } names && names.Contains('|', StringComparison.Ordinal) ? names.Split('|') : [];
        var takes = isFlag ? CompletionValue.Nothing
            : words.Length > 0 ? CompletionValue.Word
            : option.HelpName is "file" or "folder" ? CompletionValue.Path
            : CompletionValue.Other;
        return new CompletionOption(option.Name, FirstSentence(option.Description ?? string.Empty), takes, words);
    }

    private static string FirstSentence(string text)
    {
        var end = text.IndexOfAny(['.', ';', '('], Math.Min(1, text.Length));
        while (end > 0 && end + 1 < text.Length && text[end] == '.' && text[end + 1] != ' ')
        {
            end = text.IndexOfAny(['.', ';', '('], end + 1);
        }

        return (end < 0 ? text : text[..end]).Trim();
    }
}
