using Proximity.Cli.CommandLine;

namespace Proximity.Cli.Configuration.Rows;

/// <summary>A flag on the command line, true or false in the file.</summary>
internal sealed class FlagRow : OptionRow<bool>
{
    /// <summary>True for <c>--no-…</c>: the flag on the command line says no, where the key in the file is true for yes.</summary>
    public bool IsNegated { get; init; }

    public override LineOption Bind()
    {
        var option = Options.Flag(Name, Description);
        return new LineOption(this, option, line => Options.Said(line, option) is { } said ? said != IsNegated : null);
    }

    protected override bool ReadValue(ConfigurationValue value) => value.Boolean();
}
