using Microsoft.Extensions.Logging;
using Proximity.Control;
using Proximity.Inspector.Description;
using Proximity.Inspector.Live;
using Proximity.Inspector.Mcp;
using Proximity.Inspector.Streams;

namespace Proximity.Inspector.Serving;

/// <summary>Everything that the inspector answers.</summary>
internal static class InspectorRoutes
{
    /// <param name="options">What is shown.</param>
    /// <param name="stopping">Ends what goes on by itself.</param>
    public static RouteTable Create(InspectorOptions options, CancellationToken stopping)
    {
        ControlContext context = options.Context;
        ILogger logger = options.LoggerFactory.CreateLogger<InspectorServer>();
        var changes = new LiveChanges();
        var routes = new RouteTable();
        foreach (Operation operation in OperationTable.All)
        {
            routes.Add(operation.Method, operation.Path, new OperationEndpoint(operation, context, changes.Note).AnswerAsync);
        }

        var description = new Lazy<byte[]>(() => new OpenApiDocument(context.Proxy.GetFacts().Version).ToBytes());
        routes.Add("GET", "/api/openapi.json", (http, _) => JsonAnswer.WriteAsync(http.Response, description.Value));
        routes.Add("GET", "/api/flows/{id}/body/{side}/content", new BodyEndpoint(context).AnswerAsync);
        routes.Add("GET", "/api/export/file", new ExportEndpoint(context).AnswerAsync);
        var agents = new Lazy<McpEndpoint>(() => CreateMcp(options, changes));
        routes.Add("POST", "/mcp", (http, parts) => agents.Value.AnswerAsync(http, parts));
        routes.Add("GET", "/api/live", new LiveEndpoint(context, changes, logger, stopping).AnswerAsync);
        return routes;
    }

    /// <summary>Agents see no secrets unless they ask for them: what they read goes to others.</summary>
    private static McpEndpoint CreateMcp(InspectorOptions options, LiveChanges changes)
    {
        bool allowsWrites = options.AllowsAgentWrites && options.Context.AllowsWrites;
        ControlContext context = options.Context with { AllowsWrites = allowsWrites, MasksSecrets = true };
        var tools = new McpTools(allowsWrites, async (operation, input, cancellationToken) =>
        {
            byte[] output = await operation.InvokeAsync(context, input, cancellationToken).ConfigureAwait(false);
            changes.Note(operation);
            return output;
        });
        return new McpEndpoint(tools, context.Proxy.GetFacts().Version, options.LoggerFactory);
    }
}
