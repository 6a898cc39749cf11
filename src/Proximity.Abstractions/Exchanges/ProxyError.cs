namespace Proximity;

/// <summary>An operational error, as <see cref="ProxyOptions.OnError"/> gets it.</summary>
/// <param name="Code">The stable code; see <see cref="Proximity.Protocol.Faults.ErrorCodes"/>.</param>
/// <param name="Message">One sentence for a person.</param>
/// <param name="Timestamp">When it happened.</param>
public sealed record ProxyError(string Code, string Message, DateTimeOffset Timestamp)
{
    /// <summary>The client's address, where known.</summary>
    public string? ClientIP { get; init; }

    /// <summary>
    /// What was going on: <c>reading_headers</c>, <c>connect_pending</c>, <c>streaming_body</c> or <c>tunnelling</c>; null outside an
    /// exchange.
    /// </summary>
    public string? Phase { get; init; }

    /// <summary>The target's host: where the request goes, or what its target or Host field names; null when none was understood.</summary>
    public string? TargetHost { get; init; }

    /// <summary>The target's port, where known.</summary>
    public int? TargetPort { get; init; }

    /// <summary>The request's method; known once a request line was read.</summary>
    public string? Method { get; init; }

    /// <summary>The request's target as received, its user information masked as <c>***</c>; known once a request line was read.</summary>
    public string? Url { get; init; }

    /// <summary>The underlying exception's or the system's text, where there is one.</summary>
    public string? Error { get; init; }
}
