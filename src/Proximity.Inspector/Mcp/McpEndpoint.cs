using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Proximity.Inspector.Serving;

namespace Proximity.Inspector.Mcp;

/// <summary>
/// The tools over Streamable HTTP, without sessions: each request stands for itself. GET and DELETE, which need a session, are not there.
/// </summary>
/// <param name="tools">The tools.</param>
/// <param name="version">The version of the program.</param>
/// <param name="loggerFactory">Takes what the protocol's library says.</param>
internal sealed class McpEndpoint(McpTools tools, string version, ILoggerFactory loggerFactory)
{
    private const string ProtocolVersionField = "MCP-Protocol-Version";

    private static readonly JsonTypeInfo<JsonRpcMessage> MessageType
        = (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    public async Task AnswerAsync(HttpContext http, IReadOnlyList<KeyValuePair<string, string>> parts)
    {
        if (await ReadAsync(http.Request).ConfigureAwait(false) is not { } message)
        {
            await JsonAnswer.WriteErrorAsync(
                http.Response, StatusCodes.Status400BadRequest, new ErrorOutput("invalid_message", "The body is no message of JSON-RPC."))
                .ConfigureAwait(false);
            return;
        }

        if (http.Request.Headers[ProtocolVersionField] is [{ } protocolVersion])
        {
            message.Context = new JsonRpcMessageContext { ProtocolVersion = protocolVersion };
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var transport = new StreamableHttpServerTransport(loggerFactory) { Stateless = true };
        await using (transport.ConfigureAwait(false))
        {
            var server = McpServer.Create(transport, tools.OptionsOf(version), loggerFactory, serviceProvider: null);
            await using (server.ConfigureAwait(false))
            {
                Task running = server.RunAsync(ending.Token);
                http.Response.ContentType = "text/event-stream";
                bool isAnswered = await transport.HandlePostRequestAsync(message, http.Response.Body, http.RequestAborted)
                    .ConfigureAwait(false);
                if (!isAnswered)
                {
                    http.Response.ContentType = null;
                    http.Response.StatusCode = StatusCodes.Status202Accepted;
                }

                await EndAsync(running, ending).ConfigureAwait(false);
            }
        }
    }

    private static async Task<JsonRpcMessage?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, MessageType, request.HttpContext.RequestAborted)
                .ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task EndAsync(Task running, CancellationTokenSource ending)
    {
        await ending.CancelAsync().ConfigureAwait(false);
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // As wanted.
        }
    }
}
