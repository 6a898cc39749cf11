using System.CommandLine;
using System.CommandLine.Parsing;
using Proximity.Cli.CommandLine;

namespace Proximity.Cli.Configuration.Rows;

/// <summary>A list: an option that may be repeated, an array in the file.</summary>
internal sealed class ListRow : OptionRow<IReadOnlyList<string>>
{
    public ListForm Form { get; init; }

    /// <summary>The word that, alone, stands for an empty list on the command line; null when there is none.</summary>
    public string? EmptyWord { get; init; }

    /// <summary>How a file says it; null for a list of texts.</summary>
    public Func<ConfigurationValue, IReadOnlyList<string>>? FromFile { get; init; }

    /// <summary>What is wrong with an entry of the command line, as the end of a sentence; null when nothing is.</summary>
    public Func<string, string?>? Check { get; init; }

    public override LineOption Bind()
    {
        var option = Form switch
        {
            ListForm.Optional => Options.OptionalTexts(Name, Description, ValueName ?? "text"),
            ListForm.Several => Options.SeveralTexts(Name, Description, ValueName ?? "text"),
            _ => Options.Texts(Name, Description, ValueName ?? "text"),
        };
        option.Validators.Add(Refuse);
        return new LineOption(this, option, line => Said(line, option));
    }

    protected override IReadOnlyList<string> ReadValue(ConfigurationValue value) => FromFile?.Invoke(value) ?? value.TextList();

    private string[]? Said(ParseResult line, Option<string[]> option)
    {
        if (line.GetResult(option) is not { Implicit: false })
        {
            return null;
        }

        var said = line.GetValue(option) ?? [];
        return said is [var word] && word == EmptyWord ? [] : said;
    }

    private void Refuse(OptionResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (Check?.Invoke(token.Value) is { } wrong)
            {
                result.AddError($"{Name} is {token.Value}, but {wrong}.");
            }
        }
    }
}
