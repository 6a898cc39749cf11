using System.CommandLine;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Proximity.Cli.Controlling;

namespace Proximity.Cli.CommandLine;

/// <summary>The command <c>proximity ctl</c>: each operation of the table as a verb, whose options are the members of its input.</summary>
internal sealed class ControlCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "ctl";

    private readonly Option<bool> json = Options.Flag("--json", "Print the answer as JSON.");
    private readonly Option<string?> url = Options.Text("--url", "The address of the inspector (default: the proxy that runs).", "url");
    private readonly Option<string?> token = Options.Text(
        "--token", $"Its token; better in the environment variable {RunningProxies.TokenVariable}.", "token");
    private readonly Dictionary<Command, Verb> verbs = [];

    public ControlCommand() => Command = new Command(Name, "Ask a running proxy, and change it: flows, options, recording.");

    public Command Command { get; }

    /// <summary>Adds the verbs: only a line that may name one needs them, and they take a while.</summary>
    public void Fill()
    {
        if (verbs.Count > 0)
        {
            return;
        }

        foreach (var operation in OperationTable.All)
        {
            var parts = operation.Name.Split('.');
            var group = Command.Subcommands.FirstOrDefault(command => command.Name == parts[0]);
            if (group is null)
            {
                group = new Command(parts[0], $"Operations on {parts[0]}.");
                Command.Subcommands.Add(group);
            }

            var verb = new Command(parts[1], operation.Summary) { Action = new OwnAction() };
            verbs.Add(verb, new Verb(operation, Arguments(operation, verb), Members(operation, verb)));
            verb.Options.Add(json);
            verb.Options.Add(url);
            verb.Options.Add(token);
            group.Subcommands.Add(verb);
        }
    }

    /// <summary>What a line asks for; null when it is about something else. It must have parsed without errors.</summary>
    public ControlRequest? Read(ParseResult line)
    {
        if (!verbs.TryGetValue(line.CommandResult.Command, out var verb))
        {
            return null;
        }

        var values = new List<KeyValuePair<string, string[]>>();
        foreach (var (member, argument) in verb.Arguments)
        {
            values.Add(new(member, [line.GetValue(argument)!]));
        }

        foreach (var (member, option) in verb.Members)
        {
            if (line.GetResult(option) is { Implicit: false } && line.GetValue(option) is { } given)
            {
                values.Add(new(member, given));
            }
        }

        return new ControlRequest(verb.Operation, ControlArguments.Input(verb.Operation, values))
        {
            IsJson = Options.Said(line, json) is true,
            Url = line.GetValue(url),
            Token = line.GetValue(token),
        };
    }

    /// <summary>The members that have to be given, as words without an option.</summary>
    private static List<KeyValuePair<string, Argument<string>>> Arguments(Operation operation, Command verb)
    {
        var arguments = new List<KeyValuePair<string, Argument<string>>>();
        foreach (var property in operation.InputType.Properties)
        {
            if (IsArgument(property))
            {
                var argument = new Argument<string>(property.Name) { Description = InputMember.DescriptionOf(property) };
                verb.Arguments.Add(argument);
                arguments.Add(new(property.Name, argument));
            }
        }

        return arguments;
    }

    private static List<KeyValuePair<string, Option<string[]>>> Members(Operation operation, Command verb)
    {
        var members = new List<KeyValuePair<string, Option<string[]>>>();
        foreach (var property in operation.InputType.Properties)
        {
            if (!IsArgument(property))
            {
                var option = Member(property);
                verb.Options.Add(option);
                members.Add(new(property.Name, option));
            }
        }

        return members;
    }

    private static bool IsArgument(JsonPropertyInfo property) => property.IsRequired && !ControlArguments.IsComposed(property.PropertyType);

    private static Option<string[]> Member(JsonPropertyInfo property)
    {
        var isFlag = (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(bool);
        return new Option<string[]>($"--{Kebab(property.Name)}")
        {
            Description = InputMember.DescriptionOf(property),
            HelpName = ControlArguments.ValueNameOf(property),
            Arity = isFlag ? ArgumentArity.ZeroOrOne : ArgumentArity.OneOrMore,
            Required = property.IsRequired,
        };
    }

    private static string Kebab(string name)
    {
        var text = new StringBuilder();
        foreach (var character in name)
        {
            text.Append(char.IsUpper(character) ? "-" : "").Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }

    private sealed record Verb(
        Operation Operation,
        IReadOnlyList<KeyValuePair<string, Argument<string>>> Arguments,
        IReadOnlyList<KeyValuePair<string, Option<string[]>>> Members);
}
