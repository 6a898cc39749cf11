using Proximity.Cli.Configuration.Rows;

namespace Proximity.Cli.Configuration;

/// <summary>
/// The options of the program, each in one row, from which come the command line, its help and completion, the keys of the configuration
/// file, and what reaches the library. An option
/// more is a row here and a member of <see cref="Settings"/>.
/// </summary>
internal static class OptionTable
{
    public static IReadOnlyList<OptionGroup> Groups { get; } =
        [
            ListeningOptions.Group, OutputOptions.Group, InspectorSettings.Group, FlowOptions.Group, HttpsOptions.Group,
            AccessOptions.Group, ForwardingOptions.Group, TimeOptions.Group, LimitOptions.Group,
        ];

    public static IReadOnlyList<OptionRow> Rows { get; } = [.. Groups.SelectMany(group => group.Rows)];

    /// <summary>The rows that a configuration file can say, by key.</summary>
    public static IReadOnlyDictionary<string, OptionRow> ByKey { get; } =
        Rows.Where(row => row.Key is not null).ToDictionary(row => row.Key!, StringComparer.Ordinal);
}
