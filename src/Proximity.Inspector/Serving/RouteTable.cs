using Microsoft.AspNetCore.Http;

namespace Proximity.Inspector.Serving;

/// <summary>Finds the route of a request by its path and method.</summary>
internal sealed class RouteTable
{
    private readonly List<Route> routes = [];

    /// <summary>Adds a route. Those without names in braces are found before others.</summary>
    /// <param name="method">The method; one for GET answers HEAD, too.</param>
    /// <param name="path">The path; a part in braces stands for any text.</param>
    /// <param name="endpoint">Answers it.</param>
    public void Add(string method, string path, RouteEndpoint endpoint)
    {
        var route = new Route(method, path.Split('/'), endpoint);
        int place = route.HasNames ? routes.Count : routes.FindIndex(static other => other.HasNames);
        routes.Insert(place < 0 ? routes.Count : place, route);
    }

    public async Task AnswerAsync(HttpContext context)
    {
        string[] parts = (context.Request.Path.Value ?? "").Split('/');
        string method = context.Request.Method == "HEAD" ? "GET" : context.Request.Method;
        List<Route> found = [.. routes.Where(route => route.Matches(parts))];
        if (found.Find(route => route.Method == method) is { } known)
        {
            await known.Endpoint(context, known.Values(parts)).ConfigureAwait(false);
        }
        else if (found.Count > 0)
        {
            string allowed = string.Join(", ", found.Select(static route => route.Method).Distinct());
            context.Response.Headers.Allow = allowed;
            await JsonAnswer.WriteErrorAsync(
                context.Response, 405, new ErrorOutput("wrong_method", $"This path takes {allowed} only.")).ConfigureAwait(false);
        }
        else
        {
            await JsonAnswer.WriteErrorAsync(
                context.Response, 404, new ErrorOutput("unknown_route", "There is nothing here; GET /api/operations says what there is."))
                .ConfigureAwait(false);
        }
    }

    private sealed record Route(string Method, string[] Parts, RouteEndpoint Endpoint)
    {
        public bool HasNames => Array.Exists(Parts, IsName);

        public bool Matches(string[] path)
        {
            bool matches = path.Length == Parts.Length;
            for (int i = 0; matches && i < path.Length; i++)
            {
                matches = IsName(Parts[i]) ? path[i].Length > 0 : Parts[i] == path[i];
            }

            return matches;
        }

        public IReadOnlyList<KeyValuePair<string, string>> Values(string[] path)
            =>
            [
                .. Parts.Zip(path).Where(static pair => IsName(pair.First))
                    .Select(static pair => KeyValuePair.Create(pair.First[1..^1], pair.Second)),
            ];

        private static bool IsName(string part) => part is ['{', .., '}'];
    }
}
