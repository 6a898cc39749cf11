using Proximity.Cli.Configuration.Rows;
using Proximity.Cli.Output;

namespace Proximity.Cli.Configuration;

/// <summary>What is shown while the proxy runs.</summary>
internal static class OutputOptions
{
    public static OptionGroup Group { get; } = new("What is shown",
    [
        new FlagRow
        {
            Name = "--verbose",
            Key = "verbose",
            Setting = nameof(Settings.Verbose),
            Member = nameof(ProxyOptions.Verbose),
            Text = "Print one line for each completed flow.",
            Sets = (options, verbose) => options.Verbose = verbose,
        },
        new TextRow
        {
            Name = "--show",
            Key = "show",
            Setting = nameof(Settings.Show),
            ValueName = "filter",
            Text = "Print one line for each completed flow that this filter matches (docs/filters.md).",
            Sets = (options, _) => options.Verbose = true,
        },
        new FlagRow
        {
            Name = "--diagnostics",
            Key = "diagnostics",
            Setting = nameof(Settings.Diagnostics),
            Text = "Print what the proxy says of each connection as well.",
        },
        new WordRow<ColorChoice>
        {
            Name = "--color",
            Key = "color",
            Setting = nameof(Settings.Color),
            Words = ColorWords.All,
            Text = "Whether lines for a person are coloured.",
            Default = "auto: in a terminal, unless NO_COLOR is set",
        },
    ]);
}
