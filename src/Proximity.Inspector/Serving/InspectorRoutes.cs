using Microsoft.Extensions.Logging;
using Proximity.Control;
using Proximity.Inspector.Live;

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
        var routes = new RouteTable(null);
        foreach (Operation operation in OperationTable.All)
        {
            routes.Add(operation.Method, operation.Path, new OperationEndpoint(operation, context, changes.Note).AnswerAsync);
        }

        routes.Add("GET", "/api/live", new LiveEndpoint(context, changes, logger, stopping).AnswerAsync);
        return routes;
    }
}
