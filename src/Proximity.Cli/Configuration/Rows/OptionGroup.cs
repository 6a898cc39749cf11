namespace Proximity.Cli.Configuration.Rows;

/// <summary>Options that belong together in the help.</summary>
/// <param name="Title">What stands over them.</param>
/// <param name="Rows">The options, in reading order.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<OptionRow> Rows);
