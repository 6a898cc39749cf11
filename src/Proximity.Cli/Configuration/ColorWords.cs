using Proximity.Cli.Output;

namespace Proximity.Cli.Configuration;

/// <summary>How the line and the file say when lines are coloured.</summary>
internal static class ColorWords
{
    public static IReadOnlyDictionary<string, ColorChoice> All { get; } =
        new Dictionary<string, ColorChoice>(StringComparer.OrdinalIgnoreCase)
        {
            ["auto"] = ColorChoice.Automatic,
            ["always"] = ColorChoice.Always,
            ["never"] = ColorChoice.Never,
        };
}
