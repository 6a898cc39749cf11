using Proximity.Cli.CommandLine;

namespace Proximity.Cli.Configuration.Rows;

/// <summary>One of a few words.</summary>
internal sealed class WordRow<TValue> : OptionRow<TValue>
    where TValue : struct
{
    public required IReadOnlyDictionary<string, TValue> Words { get; init; }

    public override LineOption Bind()
    {
        var option = Options.Word(Name, Description, Words);
        return new LineOption(this, option, line => line.GetValue(option));
    }

    protected override TValue ReadValue(ConfigurationValue value) => value.OneOf(Words);
}
