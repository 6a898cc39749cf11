namespace Proximity.Control;

/// <summary>A flow in a list: what one line says of it. A caller may leave out every member but the number.</summary>
internal record FlowRow
{
    /// <summary>The number that operations take; negative while the flow is under way and not in the store yet.</summary>
    public long Id { get; set; }

    /// <summary>How far it has come.</summary>
    public FlowState? State { get; set; }

    /// <summary>When the request came.</summary>
    public DateTimeOffset? Started { get; set; }

    /// <summary>The method.</summary>
    public string? Method { get; set; }

    /// <summary>The scheme; left out for a CONNECT.</summary>
    public string? Scheme { get; set; }

    /// <summary>The host.</summary>
    public string? Host { get; set; }

    /// <summary>The port; left out where none can be read.</summary>
    public int? Port { get; set; }

    /// <summary>The path; empty for a CONNECT.</summary>
    public string? Path { get; set; }

    /// <summary>The query without its question mark; left out where there is none.</summary>
    public string? Query { get; set; }

    /// <summary>The whole URL, without user information; for a CONNECT host and port.</summary>
    public string? Url { get; set; }

    /// <summary>The status of the response, or of the proxy's own answer.</summary>
    public int? Status { get; set; }

    /// <summary>The kind of content in one word, such as <c>json</c>.</summary>
    public string? Type { get; set; }

    /// <summary>The media type of the response.</summary>
    public string? ContentType { get; set; }

    /// <summary>The bytes of the request's content; left out where nobody counted.</summary>
    public long? RequestSize { get; set; }

    /// <summary>The bytes of the response's content as it passed; left out where nobody counted.</summary>
    public long? ResponseSize { get; set; }

    /// <summary>All bytes that passed, heads included.</summary>
    public long? WireSize { get; set; }

    /// <summary>From the request's head to the end, in milliseconds; left out while it goes on.</summary>
    public double? Duration { get; set; }

    /// <summary>How long each phase took; left out while the response is awaited.</summary>
    public TimingsOutput? Timings { get; set; }

    /// <summary>Why it failed, as one of the error codes.</summary>
    public string? Error { get; set; }

    /// <summary>The version of HTTP that the client spoke.</summary>
    public string? Protocol { get; set; }

    /// <summary>The version of HTTP that the origin spoke.</summary>
    public string? OriginProtocol { get; set; }

    /// <summary>The client's address.</summary>
    public string? Client { get; set; }

    /// <summary>The program that the client is, where that was looked up.</summary>
    public string? Process { get; set; }

    /// <summary>The client's connection, by the number that the proxy gives it.</summary>
    public long? Connection { get; set; }

    /// <summary>How many messages it has: of WebSocket, of an event stream, of gRPC.</summary>
    public long? Messages { get; set; }

    /// <summary>What <c>is:</c> of filters says of it.</summary>
    public IReadOnlyList<string>? Flags { get; set; }

    /// <summary>The handler that answered in the origin's place.</summary>
    public string? AnsweredBy { get; set; }

    /// <summary>Its colour.</summary>
    public string? Mark { get; set; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string>? Tags { get; set; }

    /// <summary>Its comment.</summary>
    public string? Comment { get; set; }

    /// <summary>The proxy that recorded it, where several write into one store.</summary>
    public string? Proxy { get; set; }
}
