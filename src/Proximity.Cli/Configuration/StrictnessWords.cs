namespace Proximity.Cli.Configuration;

/// <summary>How the line and the file say how strictly heads are read.</summary>
internal static class StrictnessWords
{
    public static IReadOnlyDictionary<string, Strictness> All { get; } = new Dictionary<string, Strictness>(StringComparer.OrdinalIgnoreCase)
    {
        ["strict"] = Strictness.Strict,
        ["lenient"] = Strictness.Lenient,
    };
}
