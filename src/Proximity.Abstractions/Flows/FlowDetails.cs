using Proximity.Stores;

namespace Proximity.Flows;

/// <summary>What files of other programs say of an exchange and the proxy does not record itself. It is kept to be written again.</summary>
internal sealed record FlowDetails
{
    /// <summary>The origin's address, IPv6 without brackets; null when the file does not say it.</summary>
    public string? OriginAddress { get; init; }

    /// <summary>What the file calls the connection: its number, or the origin's port. Null when it does not say it.</summary>
    public string? Connection { get; init; }

    /// <summary>What the file calls the client's connection; null when it does not say it.</summary>
    public string? ClientConnection { get; init; }

    /// <summary>The client's port; null when the file does not say it.</summary>
    public int? ClientPort { get; init; }

    /// <summary>The bytes of the request's head, where the file does not have the head itself; null when they are not known.</summary>
    public long? RequestHeadBytes { get; init; }

    /// <summary>The bytes of the response's head, likewise.</summary>
    public long? ResponseHeadBytes { get; init; }

    /// <summary>The time in a queue before the exchange began; null when it is not known.</summary>
    public TimeSpan? Blocked { get; init; }

    /// <summary>The part of <see cref="FlowTimings.Connect"/> that the TLS handshake took; null when it is not known.</summary>
    public TimeSpan? Tls { get; init; }

    /// <summary>The bytes of the response body on the wire, where the kept body is decoded; null when they are not known.</summary>
    public long? WireBodyBytes { get; init; }

    /// <summary>Why the exchange failed, in the words of the program that recorded it; null when it went well.</summary>
    public string? Error { get; init; }

    /// <summary>A person's remark; null without one.</summary>
    public string? Comment { get; init; }

    /// <summary>The colour that a person gave the flow.</summary>
    public FlowMark Mark { get; init; }

    /// <summary>The tags that a person gave it; empty for none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What a person has written on it, as a store has it.</summary>
    public FlowAnnotation Notes => new() { Mark = Mark, Comment = Comment is { Length: > 0 } text ? text : null, Tags = Tags };
}
