using System.Net;

namespace Proximity.Inspector.Security;

/// <summary>What a request says of where it comes from and what it wants, before anything is done for it.</summary>
internal sealed record AccessRequest
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The request-target as it was sent.</summary>
    public required string Target { get; init; }

    /// <summary>The address and port of the listener's side of the connection.</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>The values of <c>Host</c>.</summary>
    public IReadOnlyList<string?> Host { get; init; } = [];

    /// <summary>The values of <c>Origin</c>.</summary>
    public IReadOnlyList<string?> Origin { get; init; } = [];

    /// <summary>The values of <c>Sec-Fetch-Site</c>.</summary>
    public IReadOnlyList<string?> FetchSite { get; init; } = [];

    /// <summary>The value of <c>Sec-Fetch-Mode</c>.</summary>
    public string? FetchMode { get; init; }

    /// <summary>The value of <c>Sec-Fetch-Dest</c>.</summary>
    public string? FetchDestination { get; init; }

    /// <summary>The values of <c>Authorization</c>.</summary>
    public IReadOnlyList<string?> Authorization { get; init; } = [];

    /// <summary>The value of this listener's cookie; null for none.</summary>
    public string? Cookie { get; init; }

    /// <summary>The value of <c>Content-Type</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>The path of the target, without its query.</summary>
    public string Path => Target.IndexOf('?', StringComparison.Ordinal) is >= 0 and int end ? Target[..end] : Target;

    /// <summary>The token in the target's query; null for none.</summary>
    public string? LinkToken
    {
        get
        {
            const string Name = "token=";
            string query = Target[Path.Length..].TrimStart('?');
            return Array.Find(query.Split('&'), part => part.StartsWith(Name, StringComparison.Ordinal))?[Name.Length..];
        }
    }
}
