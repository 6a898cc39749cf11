namespace Proximity.Cli.Authority;

/// <summary>Words of lines that are printed to be pasted into a shell.</summary>
internal static class ShellWord
{
    /// <summary>
    /// The text as one word: as it is where no shell reads anything into it, otherwise in single quotes (POSIX.1-2017, Shell §2.2.2).
    /// </summary>
    public static string Quote(string text)
        => text.Length > 0 && text.All(IsPlain) ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char letter)
        => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or '/' or ':' or '@' or '%' or '+' or '=' or ',';
}
