using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace Proximity.Inspector.Mcp;

/// <summary>The tools over a pair of streams: the program's standard input and output, on which nothing else may be written.</summary>
/// <param name="tools">The tools.</param>
/// <param name="version">The version of the program.</param>
/// <param name="loggerFactory">Takes what the protocol's library says; it must not write to the output.</param>
internal sealed class McpStreams(McpTools tools, string version, ILoggerFactory loggerFactory)
{
    /// <summary>Answers until the input ends.</summary>
    /// <param name="input">Where messages come from.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task RunAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        var transport = new StreamServerTransport(input, output, "proximity", loggerFactory);
        await using (transport.ConfigureAwait(false))
        {
            var server = McpServer.Create(transport, tools.OptionsOf(version), loggerFactory, serviceProvider: null);
            await using (server.ConfigureAwait(false))
            {
                await server.RunAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
