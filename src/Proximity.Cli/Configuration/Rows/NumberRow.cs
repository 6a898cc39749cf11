using Proximity.Cli.CommandLine;

namespace Proximity.Cli.Configuration.Rows;

/// <summary>A whole number within a range that an <see cref="int"/> holds.</summary>
internal sealed class NumberRow : OptionRow<int>
{
    public required IntegerRange Range { get; init; }

    public override LineOption Bind()
    {
        var option = Options.Integer(Name, Description, ValueName ?? "count", Range);
        return new LineOption(this, option, line => (int?)line.GetValue(option));
    }

    protected override int ReadValue(ConfigurationValue value) => (int)value.Integer(Range);
}
