using System.CommandLine;
using System.CommandLine.Parsing;
using Proximity.Cli.Controlling;

namespace Proximity.Cli.CommandLine;

/// <summary>
/// The command <c>proximity mcp</c>: the operations of a running proxy as tools for an agent, over standard input and output.
/// </summary>
internal sealed class AgentCommand
{
    private readonly Option<string?> url = Options.Text("--url", "The address of the inspector (default: the proxy that runs).", "url");
    private readonly Option<string?> token = Options.Text(
        "--token", $"Its token; better in the environment variable {RunningProxies.TokenVariable}.", "token");
    private readonly Option<bool> allowWrite = Options.Flag("--allow-write", "Give the agent tools that change things too.");
    private readonly Option<bool> noStart = Options.Flag("--no-start", "Start no proxy where none runs.");
    private readonly IReadOnlyCollection<Option> ofProxy;

    /// <param name="ofProxy">The options of a proxy that is started for the agent.</param>
    /// <param name="config">The option for the configuration file.</param>
    public AgentCommand(IReadOnlyCollection<Option> ofProxy, Option config)
    {
        this.ofProxy = ofProxy;
        Command = new Command("mcp", "Serve a running proxy, or one of its own, to an agent by MCP, over standard input and output.")
        {
            Action = new OwnAction(),
        };
        foreach (var option in (IEnumerable<Option>)[url, token, allowWrite, noStart, .. ofProxy, config])
        {
            Command.Options.Add(option);
        }

        Command.Validators.Add(RefuseTwoProxies);
    }

    public Command Command { get; }

    /// <summary>What a line asks for; null when it is about something else.</summary>
    public AgentRequest? Read(ParseResult line) => line.CommandResult.Command == Command
        ? new AgentRequest(line.GetValue(url), line.GetValue(token), Options.Said(line, allowWrite) is true)
        {
            NamesProxyOptions = NamesProxyOptions(line.CommandResult),
            StartsNone = Options.Said(line, noStart) is true,
        }
        : null;

    private bool NamesProxyOptions(CommandResult line) => ofProxy.Any(option => line.GetResult(option) is { Implicit: false });

    private void RefuseTwoProxies(CommandResult line)
    {
        if (NamesProxyOptions(line) && (line.GetResult(url) ?? line.GetResult(noStart)) is { Implicit: false } other)
        {
            line.AddError($"Options of the proxy start one of the agent's own, and {other.Option.Name} wants none.");
        }
    }
}
