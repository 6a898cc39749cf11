using Proximity.Cli.CommandLine;

namespace Proximity.Cli.Configuration.Rows;

/// <summary>A text, a path or a secret.</summary>
internal sealed class TextRow : OptionRow<string>
{
    public TextKind Kind { get; init; }

    public override LineOption Bind()
    {
        var option = Kind == TextKind.Secret ? Options.Secret(Name, Description, ValueName ?? "text") : Options.Text(Name, Description, ValueName ?? "text");
        return new LineOption(this, option, line => line.GetValue(option));
    }

    protected override string ReadValue(ConfigurationValue value) => Kind switch
    {
        TextKind.Path => value.FilePath(),
        TextKind.PathOrAddress => StoreAddress.IsOne(value.Text()) ? value.Text() : value.FilePath(),
        TextKind.Secret => value.Secret(),
        _ => value.Text(),
    };
}
