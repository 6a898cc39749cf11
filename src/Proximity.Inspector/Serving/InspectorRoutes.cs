using Microsoft.Extensions.Logging;
using Proximity.Control;
using Proximity.Inspector.Description;
using Proximity.Inspector.Live;
using Proximity.Inspector.Page;
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
        var routes = new RouteTable(new PageEndpoint(options.Page).AnswerAsync);
        foreach (Operation operation in OperationTable.All)
        {
            routes.Add(operation.Method, operation.Path, new OperationEndpoint(operation, context, changes.Note).AnswerAsync);
        }

        var description = new Lazy<byte[]>(() => new OpenApiDocument(context.Proxy.GetFacts().Version).ToBytes());
        routes.Add("GET", "/api/openapi.json", (http, _) => JsonAnswer.WriteAsync(http.Response, description.Value));
        routes.Add("GET", "/api/flows/{id}/body/{side}/content", new BodyEndpoint(context).AnswerAsync);
        routes.Add("GET", "/api/export/file", new ExportEndpoint(context).AnswerAsync);
        routes.Add("GET", "/api/live", new LiveEndpoint(context, changes, logger, stopping).AnswerAsync);
        return routes;
    }
}
