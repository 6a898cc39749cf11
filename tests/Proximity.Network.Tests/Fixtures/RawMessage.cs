namespace Proximity.Network.Tests.Fixtures;

/// <summary>One message as it stood on the wire, each octet one character (Latin-1).</summary>
/// <param name="Head">Start line, field lines and the empty line.</param>
/// <param name="Body">The body without its chunking.</param>
/// <param name="RawBody">The body with its chunking and trailers.</param>
/// <param name="Trailers">The trailer lines of a chunked body.</param>
/// <param name="IsComplete">False when the connection ended inside the body.</param>
public sealed record RawMessage(string Head, string Body, string RawBody, string Trailers, bool IsComplete)
{
    /// <summary>The request or status line.</summary>
    public string StartLine => Head[..Head.IndexOf("\r\n", StringComparison.Ordinal)];

    /// <summary>The status of a response.</summary>
    public int Status => int.Parse(StartLine.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The method of a request.</summary>
    public string Method => StartLine.Split(' ')[0];

    /// <summary>The target of a request.</summary>
    public string Target => StartLine.Split(' ')[1];

    /// <summary>The field lines exactly as they stood.</summary>
    public IReadOnlyList<string> FieldLines => Head.Split("\r\n")[1..^2];

    /// <summary>All values of a field, in order.</summary>
    public IReadOnlyList<string> Values(string name)
        => [.. FieldLines.Where(line => IsNamed(line, name)).Select(line => line[(name.Length + 1)..].Trim(' ', '\t'))];

    /// <summary>The first value of a field, or null.</summary>
    public string? Value(string name) => Values(name) is [string first, ..] ? first : null;

    /// <inheritdoc/>
    public override string ToString() => Head + RawBody;

    private static bool IsNamed(string line, string name)
        => line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase);
}
