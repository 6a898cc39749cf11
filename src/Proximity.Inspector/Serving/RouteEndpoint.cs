using Microsoft.AspNetCore.Http;

namespace Proximity.Inspector.Serving;

/// <summary>Answers the requests of a route.</summary>
/// <param name="context">The request.</param>
/// <param name="parts">What stands in the path where the route has a name in braces.</param>
internal delegate Task RouteEndpoint(HttpContext context, IReadOnlyList<KeyValuePair<string, string>> parts);
