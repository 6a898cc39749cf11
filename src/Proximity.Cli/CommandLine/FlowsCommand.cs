using System.CommandLine;
using System.CommandLine.Parsing;
using Proximity.Cli.Configuration;
using Proximity.Cli.Recordings;
using Proximity.Flows;

namespace Proximity.Cli.CommandLine;

/// <summary>The command <c>proximity flows</c>: recordings that are read, compared, converted and annotated.</summary>
internal sealed class FlowsCommand
{
    private const string Source = "[FILE|STORE]";

    private readonly Option<bool> json = Options.Flag("--json", "Answer in JSON, one object a line.");
    private readonly Option<string?> fields = Options.Text(
        "--fields", "The fields to show, as filters name them: time,host,req.header[accept].", "names");
    private readonly Option<string?> by = Options.Text("--by", "The fields to group by (default: host).", "names");
    private readonly Option<long?> limit = Options.Integer(
        "--limit", "The most flows or groups, 1 or more; of flows the last ones.", "count", new IntegerRange(1, 1_000_000));
    private readonly Option<bool> follow = Options.Flag("--follow", "Wait for further flows; ends with Ctrl+C.");
    private readonly Option<bool> full = Options.Flag("--full", "Show bodies and messages to their end.");
    private readonly Option<string?> format = Options.Text(
        "--format",
        "The format: json, jsonl, har, mitmproxy, saz, curl, csharp, fetch, python, http, raw or html (default: by the end of the file's"
            + " name, else json).",
        "name");
    private readonly Option<string?> language = Options.Text(
        "--format", $"The language: {string.Join(", ", FlowExporter.Languages)} (default: curl).", "name");
    private readonly Option<bool> noRedact = Options.Flag("--no-redact", "Leave secrets in an HTML report, which is masked otherwise.");
    private readonly Option<string?> output = Options.Text("--output", "The file to write (default: standard output).", "file");
    private readonly Option<bool> remove = Options.Flag("--remove", "Take it away again.");
    private readonly Dictionary<Command, FlowsVerb> verbs = [];
    private readonly IReadOnlyCollection<Option> common;

    /// <param name="common">The options of the program that every verb takes.</param>
    /// <param name="masking">The options for what is masked in what is written.</param>
    public FlowsCommand(IReadOnlyCollection<Option> common, IReadOnlyCollection<Option> masking)
    {
        this.common = common;
        Command = new Command("flows", "Recorded flows: list, show, count, compare, convert and annotate them.");
        Fill(Command, FlowsVerb.List, $"{Source} [FILTER]", [fields, limit, follow, json]);
        Add(FlowsVerb.Show, "Show all of one flow: heads, bodies, messages, TLS, times.", $"{Source} ID", [full, json]);
        Add(FlowsVerb.Stats, "Count flows in groups: how many, how large, how fast, how many failed.",
            $"{Source} [FILTER]", [by, limit, json]);
        Add(FlowsVerb.Diff, "Compare two flows, or two recordings; ends with 1 when they differ.",
            $"{Source} ID ID | FILE FILE [FILTER]", []);
        Add(FlowsVerb.Export, "Write flows in another format.", $"{Source} [FILTER]", [format, output, noRedact, .. masking]);
        Add(FlowsVerb.Import, "Put the flows of files into a store.", "STORE FILE...", []);
        Add(FlowsVerb.Curl, "Print the command of curl that sends a request again.",
            $"{Source} ID", [.. masking.Where(option => option.Name == "--redact")]);
        Add(FlowsVerb.Code, "Print code that sends a request again.",
            $"{Source} ID", [language, .. masking.Where(option => option.Name == "--redact")]);
        Add(FlowsVerb.Tag, "Give flows of a store a tag.", "[STORE] IDS|FILTER TAG", [remove]);
        Add(FlowsVerb.Mark, "Give flows of a store a colour.", "[STORE] IDS|FILTER [COLOUR]", [remove]);
        Add(FlowsVerb.Comment, "Give flows of a store a note.", "[STORE] IDS|FILTER [TEXT]", [remove]);
        Add(FlowsVerb.Delete, "Take flows out of a store.", "[STORE] IDS|FILTER", []);
        Add(FlowsVerb.Sql, "Ask a store in SQL, read-only (docs/stores-sqlite.md).", "[STORE] 'SELECT ...'", [json]);
    }

    public Command Command { get; }

    /// <summary>What a line asks for; null when it is about something else. It must have parsed without errors.</summary>
    public FlowsRequest? Read(ParseResult line) => verbs.TryGetValue(line.CommandResult.Command, out var verb)
        ? new FlowsRequest(verb, line.GetValue(WordsOf(line)) ?? [])
        {
            IsJson = Options.Said(line, json) is true,
            Fields = line.GetValue(verb == FlowsVerb.Stats ? by : fields),
            Limit = (int?)line.GetValue(limit),
            Follows = Options.Said(line, follow) is true,
            IsFull = Options.Said(line, full) is true,
            Format = line.GetValue(verb == FlowsVerb.Code ? language : format),
            KeepsSecrets = Options.Said(line, noRedact) is true,
            Output = line.GetValue(output),
            Removes = Options.Said(line, remove) is true,
        }
        : null;

    private static Argument<string[]> WordsOf(ParseResult line) => (Argument<string[]>)line.CommandResult.Command.Arguments[0];

    private void Add(FlowsVerb verb, string description, string usage, IEnumerable<Option> options)
    {
        var command = new Command(verb.ToString().ToLowerInvariant(), description);
        Fill(command, verb, usage, options);
        Command.Subcommands.Add(command);
    }

    private void Fill(Command command, FlowsVerb verb, string usage, IEnumerable<Option> options)
    {
        command.Action = new OwnAction();
        var argument = new Argument<string[]>("words") { Arity = ArgumentArity.ZeroOrMore, HelpName = usage };
        command.Arguments.Add(argument);
        foreach (var option in options.Concat(common))
        {
            command.Options.Add(option);
        }

        command.Validators.Add(line => RefuseUnknownOptions(line, argument));
        verbs.Add(command, verb);
    }

    /// <summary>
    /// The parser takes an option that it does not know for a word. A filter may begin with one minus, not with two; a comment of SQL may.
    /// </summary>
    private static void RefuseUnknownOptions(CommandResult line, Argument argument)
    {
        foreach (var token in line.GetResult(argument)?.Tokens ?? [])
        {
            if (token.Value is ['-', '-', not ' ', ..])
            {
                var question = Suggestions.Question(token.Value, LineErrors.Words(line.Command));
                line.AddError($"{token.Value} is no option of {LineErrors.Path(line.Command)}.{question}");
            }
        }
    }
}
