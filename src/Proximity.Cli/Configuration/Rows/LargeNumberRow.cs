using Proximity.Cli.CommandLine;

namespace Proximity.Cli.Configuration.Rows;

/// <summary>A whole number within a range.</summary>
internal sealed class LargeNumberRow : OptionRow<long>
{
    public required IntegerRange Range { get; init; }

    public override LineOption Bind()
    {
        var option = Options.Integer(Name, Description, ValueName ?? "count", Range);
        return new LineOption(this, option, line => line.GetValue(option));
    }

    protected override long ReadValue(ConfigurationValue value) => value.Integer(Range);
}
