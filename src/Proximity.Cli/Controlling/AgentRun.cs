using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Proximity.Cli.Recordings;
using Proximity.Cli.Running;
using Proximity.Inspector.Mcp;

namespace Proximity.Cli.Controlling;

/// <summary><c>proximity mcp</c>: hands the calls of an agent on to a proxy. Secrets are masked unless a call says otherwise.</summary>
/// <param name="proxy">The proxy.</param>
/// <param name="allowsWrites">Whether the agent gets tools that change things.</param>
internal sealed class AgentRun(RunningProxy proxy, bool allowsWrites)
{
    private const string Redact = "redact";

    /// <summary>Answers until the input ends. Nothing but the protocol is written to the output.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        using var client = new ControlClient(proxy);
        var tools = new McpTools(allowsWrites, (operation, asked, token) => AskAsync(client, operation, asked, token));
        var streams = new McpStreams(tools, ControlledServer.Version(), NullLoggerFactory.Instance);
        await streams.RunAsync(input, output, cancellationToken).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static async Task<byte[]> AskAsync(
        ControlClient client, Operation operation, JsonElement input, CancellationToken cancellationToken)
    {
        try
        {
            return await client.AskAsync(operation, Masked(operation, input), cancellationToken).ConfigureAwait(false);
        }
        catch (RecordingException exception)
        {
            throw new OperationException(OperationProblem.Failed, "refused", exception.Message);
        }
    }

    private static JsonElement Masked(Operation operation, JsonElement input)
    {
        if (input.TryGetProperty(Redact, out _) || !operation.InputType.Properties.Any(static member => member.Name == Redact))
        {
            return input;
        }

        return InputObject.Of(json =>
        {
            json.WriteMembers(input.EnumerateObject());
            json.WriteBoolean(Redact, true);
        });
    }
}
