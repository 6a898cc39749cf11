namespace Proximity.Control;

/// <summary>All of a flow but the bytes of its bodies and its messages: the members of its line, and these.</summary>
internal sealed record FlowOutput : FlowRow
{
    /// <summary>The request, its head as received.</summary>
    public required RequestFacts Request { get; init; }

    /// <summary>The request's head as sent on, where user code changed it; left out otherwise.</summary>
    public HeadFacts? RequestSent { get; init; }

    /// <summary>The response, its head as received or as a handler made it; left out when there was none.</summary>
    public ResponseFacts? Response { get; init; }

    /// <summary>The response's head as sent to the client, where user code changed or made it; left out otherwise.</summary>
    public HeadFacts? ResponseSent { get; init; }

    /// <summary>The session in which it was recorded.</summary>
    public required Guid Session { get; init; }

    /// <summary>Its id in the session, as error pages name it.</summary>
    public required long FlowId { get; init; }

    /// <summary>Host and port of the tunnel that it came in.</summary>
    public string? Tunnel { get; init; }

    /// <summary>TLS with the client.</summary>
    public TlsFacts? ClientTls { get; init; }

    /// <summary>TLS with the origin.</summary>
    public TlsFacts? OriginTls { get; init; }

    /// <summary>True when the client spoke in clear inside a tunnel.</summary>
    public bool ClientInClear { get; init; }

    /// <summary>Why a tunnel was relayed untouched although interception is on.</summary>
    public string? PassedThrough { get; init; }

    /// <summary>When its error happens, as a sentence.</summary>
    public string? ErrorText { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }
}
