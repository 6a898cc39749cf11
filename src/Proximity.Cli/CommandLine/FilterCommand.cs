using System.CommandLine;
using System.CommandLine.Invocation;
using Proximity.Cli.Output;
using Proximity.Cli.Running;
using Proximity.Filters;
using Proximity.Filters.Fields;
using Proximity.Filters.Translation;

namespace Proximity.Cli.CommandLine;

/// <summary>The command <c>proximity filter</c>: what a filter means, and how others' are said here.</summary>
internal sealed class FilterCommand
{
    private static readonly Dictionary<string, FilterDialect> Dialects = new(StringComparer.Ordinal)
    {
        ["mitmproxy"] = FilterDialect.Mitmproxy,
        ["chrome"] = FilterDialect.Chrome,
        ["httpql"] = FilterDialect.HttpQL,
    };

    private readonly Option<FilterDialect?> from = Options.Word("--from", "The language that it is in.", Dialects);

    public FilterCommand()
    {
        from.Required = true;
        Command = new Command("filter", "Filters, the conditions on flows: what one means, and its fields.");
        Add("explain", "Say when a filter is decided, and what has to wait for that.", Explain, Text());
        Add("translate", "Say a filter of another program in this language.", Translate, Text(), from);
        Add("fields", "List the fields and flags that filters know.", Fields, text: null);
    }

    public Command Command { get; }

    private static Argument<string> Text() => new("text")
    {
        Description = "The filter; behind -- when it begins with a minus.",
        HelpName = "TEXT",
        Arity = ArgumentArity.ExactlyOne,
    };

    private static int Explain(ParseResult line, string text, InvocationConfiguration console)
    {
        var settings = new FilterSettings { FileFolder = Directory.GetCurrentDirectory(), MayReadAnyFile = true };
        if (!Filter.TryParse(text, settings, out var filter, out var errors))
        {
            return Refuse(errors.Select(error => error.ToString()), console);
        }

        console.Output.Write(filter.Explain().ToString());
        foreach (var note in filter.Notes)
        {
            console.Output.WriteLine($"note      {note}");
        }

        return ExitCode.Success;
    }

    private int Translate(ParseResult line, string text, InvocationConfiguration console)
    {
        var translated = FilterTranslator.Translate(line.GetValue(from)!.Value, text);
        if (translated.Text is { } ours)
        {
            console.Output.WriteLine(ours);
        }

        return translated.Problems.Count == 0 ? ExitCode.Success
            : Refuse(translated.Problems, console, translated.Text is null ? ExitCode.WrongUsage : ExitCode.Failed);
    }

    private static int Fields(ParseResult line, string text, InvocationConfiguration console)
    {
        foreach (var field in FieldCatalogue.All)
        {
            console.Output.WriteLine($"{FieldCatalogue.Describe(field),-20} {CataloguePage.Describe(field.Type),-16} {field.Summary}");
        }

        foreach (var flag in FlagCatalogue.All)
        {
            console.Output.WriteLine($"{"is:" + flag.Name,-20} {"flag",-16} {flag.Summary}");
        }

        return ExitCode.Success;
    }

    private static int Refuse(IEnumerable<string> sentences, InvocationConfiguration console, int exitCode = ExitCode.WrongUsage)
    {
        foreach (var sentence in sentences)
        {
            console.Error.WriteLine(Printable.Text(sentence));
        }

        return exitCode;
    }

    private void Add(string name, string description, Answer run, Argument<string>? text, params Option[] options)
    {
        var command = new Command(name, description) { Action = new Verb(run, text) };
        if (text is not null)
        {
            command.Arguments.Add(text);
        }

        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        Command.Subcommands.Add(command);
    }

    /// <summary>Answers a line that has a text, and gives the exit code.</summary>
    internal delegate int Answer(ParseResult line, string text, InvocationConfiguration console);

    /// <summary>Answers at once.</summary>
    internal sealed class Verb(Answer run, Argument<string>? text) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
            => run(parseResult, text is null ? "" : parseResult.GetValue(text) ?? "", parseResult.InvocationConfiguration);
    }
}
