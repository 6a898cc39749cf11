using Proximity.Control;

namespace Proximity.Inspector.Serving;

/// <summary>Everything that the inspector answers.</summary>
internal static class InspectorRoutes
{
    /// <param name="options">What is shown.</param>
    /// <param name="stopping">Ends what goes on by itself.</param>
    public static RouteTable Create(InspectorOptions options, CancellationToken stopping)
    {
        var routes = new RouteTable(null);
        foreach (Operation operation in OperationTable.All)
        {
            var endpoint = new OperationEndpoint(operation, options.Context, static _ => { });
            routes.Add(operation.Method, operation.Path, endpoint.AnswerAsync);
        }

        _ = stopping;
        return routes;
    }
}
