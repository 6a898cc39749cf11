using System.IO.Enumeration;

namespace Proximity.Load.Comparing;

/// <summary>Names separated by commas, in which <c>*</c> stands for anything; null admits every name.</summary>
internal sealed class NamePatterns(string? text)
{
    private readonly string[]? patterns = text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public bool Match(string name) => patterns is null || patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name));
}
