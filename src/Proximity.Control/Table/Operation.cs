using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Proximity.Control;

/// <summary>
/// One thing that can be asked of a running proxy. The HTTP route, the MCP tool and the verb of the command line are made of it, and
/// call it with the same input: a JSON object.
/// </summary>
/// <param name="name">The name, its parts with dots between, such as <c>flows.search</c>.</param>
/// <param name="route">The HTTP method and the path, such as <c>GET /api/flows/{id}</c>; parts in braces are members of the input.</param>
/// <param name="effect">What it does to the proxy.</param>
/// <param name="summary">What it is for, in one sentence.</param>
internal abstract class Operation(string name, string route, OperationEffect effect, string summary)
{
    /// <summary>The name, its parts with dots between.</summary>
    public string Name { get; } = name;

    /// <summary>The HTTP method of its route: GET where it only reads, else POST.</summary>
    public string Method { get; } = route[..route.IndexOf(' ', StringComparison.Ordinal)];

    /// <summary>The path of its route; parts in braces are members of the input.</summary>
    public string Path { get; } = route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    /// <summary>True for a member of the input that stands in the path.</summary>
    public bool HasInPath(string member) => Path.Contains($"{{{member}}}", StringComparison.Ordinal);

    /// <summary>What it does to the proxy.</summary>
    public OperationEffect Effect { get; } = effect;

    /// <summary>What it is for, in one sentence.</summary>
    public string Summary { get; } = summary;

    /// <summary>False where an agent never gets a tool for it, whatever else it may do.</summary>
    public bool IsForAgents { get; init; } = true;

    /// <summary>What it takes.</summary>
    public abstract JsonTypeInfo InputType { get; }

    /// <summary>What it gives.</summary>
    public abstract JsonTypeInfo OutputType { get; }

    /// <summary>Carries it out.</summary>
    /// <param name="context">The proxy, and what the caller may do.</param>
    /// <param name="input">A JSON object; members that are not there have their defaults.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The output as JSON in UTF-8.</returns>
    /// <exception cref="OperationException">The input cannot be used, or what it names is not there.</exception>
    public abstract Task<byte[]> InvokeAsync(ControlContext context, JsonElement input, CancellationToken cancellationToken);
}
