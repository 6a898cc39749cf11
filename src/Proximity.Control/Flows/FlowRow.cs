namespace Proximity.Control;

/// <summary>A flow in a list: what one line says of it.</summary>
internal sealed record FlowRow
{
    /// <summary>The number that operations take; negative while the flow is under way and not in the store yet.</summary>
    public required long Id { get; init; }

    /// <summary>How far it has come.</summary>
    public required FlowState State { get; init; }

    /// <summary>When the request came.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The scheme; left out for a CONNECT.</summary>
    public string? Scheme { get; init; }

    /// <summary>The host.</summary>
    public required string Host { get; init; }

    /// <summary>The port; left out where none can be read.</summary>
    public int? Port { get; init; }

    /// <summary>The path; empty for a CONNECT.</summary>
    public required string Path { get; init; }

    /// <summary>The query without its question mark; left out where there is none.</summary>
    public string? Query { get; init; }

    /// <summary>The whole URL, without user information; for a CONNECT host and port.</summary>
    public required string Url { get; init; }

    /// <summary>The status of the response, or of the proxy's own answer.</summary>
    public int? Status { get; init; }

    /// <summary>The kind of content in one word, such as <c>json</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The media type of the response.</summary>
    public string? ContentType { get; init; }

    /// <summary>The bytes of the request's content; left out where nobody counted.</summary>
    public long? RequestSize { get; init; }

    /// <summary>The bytes of the response's content as it passed; left out where nobody counted.</summary>
    public long? ResponseSize { get; init; }

    /// <summary>All bytes that passed, heads included.</summary>
    public long? WireSize { get; init; }

    /// <summary>From the request's head to the end, in milliseconds; left out while it goes on.</summary>
    public double? Duration { get; init; }

    /// <summary>How long each phase took; left out while the response is awaited.</summary>
    public TimingsOutput? Timings { get; init; }

    /// <summary>Why it failed, as one of the error codes.</summary>
    public string? Error { get; init; }

    /// <summary>The version of HTTP that the client spoke.</summary>
    public string? Protocol { get; init; }

    /// <summary>The version of HTTP that the origin spoke.</summary>
    public string? OriginProtocol { get; init; }

    /// <summary>The client's address.</summary>
    public required string Client { get; init; }

    /// <summary>The program that the client is, where that was looked up.</summary>
    public string? Process { get; init; }

    /// <summary>The client's connection, by a number, where several requests share one.</summary>
    public long? Connection { get; init; }

    /// <summary>How many messages it has: of WebSocket, of an event stream, of gRPC.</summary>
    public long? Messages { get; init; }

    /// <summary>What <c>is:</c> of filters says of it.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>The handler that answered in the origin's place.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>Its colour.</summary>
    public string? Mark { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Its comment.</summary>
    public string? Comment { get; init; }

    /// <summary>The proxy that recorded it, where several write into one store.</summary>
    public string? Proxy { get; init; }
}
