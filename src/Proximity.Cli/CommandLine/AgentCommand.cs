using System.CommandLine;
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

    public AgentCommand()
    {
        Command = new Command("mcp", "Serve a running proxy to an agent by MCP, over standard input and output.")
        {
            Action = new OwnAction(),
        };
        Command.Options.Add(url);
        Command.Options.Add(token);
        Command.Options.Add(allowWrite);
    }

    public Command Command { get; }

    /// <summary>What a line asks for; null when it is about something else.</summary>
    public AgentRequest? Read(ParseResult line) => line.CommandResult.Command == Command
        ? new AgentRequest(line.GetValue(url), line.GetValue(token), Options.Said(line, allowWrite) is true) : null;
}
