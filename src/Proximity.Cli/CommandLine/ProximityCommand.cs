using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Proximity.Cli.Configuration;
using Proximity.Cli.Configuration.Rows;

namespace Proximity.Cli.CommandLine;

/// <summary>
/// The command line of <c>proximity</c>: the options of the table, the commands, and the settings that a parsed line says.
/// </summary>
internal sealed class ProximityCommand
{
    /// <summary>What has no meaning for a proxy that is started for an agent: it has an inspector, and no output of its own.</summary>
    private static readonly string[] NotForAgents = ["--allow-write", "--ui", "--no-ui", "--open"];

    private readonly Option<string?> config = Options.Text(
        "--config", "Read this configuration file instead of the one in your configuration folder.", "file");
    private readonly IReadOnlyList<LineOption> options = [.. OptionTable.Rows.Select(row => row.Bind())];

    public ProximityCommand()
    {
        Root = new RootCommand("A programmable HTTP forward proxy.")
        {
            Action = new OwnAction(),
        };
        foreach (var option in options)
        {
            Root.Options.Add(option.Option);
        }

        Root.Options.Add(config);
        Ca = new AuthorityCommand([.. Of(row => row.NamesAuthority), config]);
        Run = new RunCommand([.. Of(row => !row.IsForListeners), config]);
        Root.Subcommands.Add(Run.Command);
        Root.Subcommands.Add(Ca.Command);
        Root.Subcommands.Add(Filter.Command);
        Flows = new FlowsCommand(
            [.. Of(row => row.Name == "--color"), config],
            [.. Of(row => row.Name is "--redact" or "--redact-report")]);
        Root.Subcommands.Add(Flows.Command);
        Root.Subcommands.Add(Control.Command);
        Agent = new AgentCommand([.. Of(row => !NotForAgents.Contains(row.Name))], config);
        Root.Subcommands.Add(Agent.Command);
        Root.Subcommands.Add(Browser.Command);
        Command[] strict =
        [
            Run.Command, .. Ca.Command.Subcommands, .. Filter.Command.Subcommands, Flows.Command, .. Flows.Command.Subcommands,
        ];
        foreach (var command in strict)
        {
            command.Validators.Add(RefuseUnusedOptions);
        }

        Root.Validators.Add(result => Exclude(result, "--record", "--no-record"));
        Run.Command.Validators.Add(result => Exclude(result, "--record", "--no-record"));
        Root.Validators.Add(result => Exclude(result, "--port", "--ephemeral-port"));
        Root.Subcommands.Add(new CompletionCommand(Root).Command);
        foreach (var option in Root.Options.OfType<VersionOption>())
        {
            option.Description = "Print the version and end.";
        }

        foreach (var option in Root.Options.OfType<HelpOption>())
        {
            option.Action = new HelpText();
            option.Description = "Print this help and end.";
        }
    }

    /// <summary>The command for the parser.</summary>
    public RootCommand Root { get; }

    /// <summary>The command <c>ca</c>.</summary>
    public AuthorityCommand Ca { get; }

    /// <summary>The command <c>ctl</c>.</summary>
    public ControlCommand Control { get; } = new();

    /// <summary>The command <c>mcp</c>.</summary>
    public AgentCommand Agent { get; }

    /// <summary>The command <c>browser</c>.</summary>
    public BrowserCommand Browser { get; } = new();

    /// <summary>The command <c>filter</c>.</summary>
    public FilterCommand Filter { get; } = new();

    /// <summary>The command <c>flows</c>.</summary>
    public FlowsCommand Flows { get; }

    /// <summary>The command <c>run</c>.</summary>
    public RunCommand Run { get; }

    /// <summary>The option of the program, or of <c>run</c>, that a word names; null when none does.</summary>
    public Option? Find(string word, bool isOfRun)
        => (isOfRun ? Run.Command.Options : Root.Options).FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));

    /// <summary>
    /// Parses a line. No <c>@file</c> responses: a password may begin with that character. No letters put together behind one minus: the
    /// filter <c>-host:a</c> is no <c>-h</c>.
    /// </summary>
    public ParseResult Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Any(static word => word is ControlCommand.Name or CompletionCommand.Name))
        {
            Control.Fill();
        }

        return Root.Parse(
            RunWords.Separate(arguments, this),
            new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
    }

    /// <summary>The configuration file that the line names, or null.</summary>
    public string? ConfigurationPath(ParseResult line) => line.GetValue(config);

    /// <summary>What the line says; it must have parsed without errors.</summary>
    public Settings Read(ParseResult line)
        => options.Aggregate(new Settings(), (settings, option) => settings.With(option.Row.Setting, option.Read(line), option.Row.Name));

    private IEnumerable<Option> Of(Func<OptionRow, bool> condition)
        => options.Where(option => condition(option.Row)).Select(option => option.Option);

    /// <summary>Refuses a line that holds both options.</summary>
    private void Exclude(CommandResult line, string one, string other)
    {
        if (Of(row => row.Name == one || row.Name == other).All(option => line.GetResult(option) is { Implicit: false }))
        {
            line.AddError($"{one} and {other} exclude each other.");
        }
    }

    /// <summary>An option of the proxy may stand before a command too, when it is one of the command's as well.</summary>
    private static void RefuseUnusedOptions(CommandResult line)
    {
        var known = line.Command.Options.ToHashSet();
        for (var outer = line.Parent as CommandResult; outer is not null; outer = outer.Parent as CommandResult)
        {
            foreach (var option in outer.Children.OfType<OptionResult>().Where(option => !option.Implicit && !known.Contains(option.Option)))
            {
                line.AddError($"{option.Option.Name} has no meaning for this command.");
            }
        }
    }
}
