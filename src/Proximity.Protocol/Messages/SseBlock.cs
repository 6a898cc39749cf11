namespace Proximity.Protocol.Messages;

/// <summary>
/// The lines up to a blank one, as they came and as a client understands them. Values are UTF-8 as it came; a client puts U+FFFD where they
/// are not. Valid until the parser reads on.
/// </summary>
internal readonly ref struct SseBlock
{
    /// <summary>The bytes as they came, a byte order mark and the blank line among them.</summary>
    public ReadOnlySpan<byte> Raw { get; init; }

    /// <summary>The values of the data fields, joined with LF. Empty as well when there is none: <see cref="HasData"/> tells.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>The last event field's value. When it is empty the type of the event is <c>message</c>.</summary>
    public ReadOnlySpan<byte> Type { get; init; }

    /// <summary>The last valid id field's value. An empty one, with <see cref="HasId"/>, forgets the id of the events before.</summary>
    public ReadOnlySpan<byte> Id { get; init; }

    /// <summary>True when there is a data field, an empty one included: without any the client gets no event.</summary>
    public bool HasData { get; init; }

    /// <summary>True when there is an id field without NUL.</summary>
    public bool HasId { get; init; }

    /// <summary>
    /// The reconnection time that the last valid retry field gives, in milliseconds; the largest number for one that is larger. Null when
    /// there is none.
    /// </summary>
    public long? RetryMilliseconds { get; init; }
}
