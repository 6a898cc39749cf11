using Proximity.Flows;

namespace Proximity.Recording;

/// <summary>A stretch of a body: a message, or what stands between messages, or a piece of a message that is too long.</summary>
/// <param name="Raw">The bytes as they came. All stretches, one behind the other, are the body.</param>
internal sealed record MessageCut(ReadOnlyMemory<byte> Raw)
{
    /// <summary>What message ends here; null when none does.</summary>
    public MessageKind? Kind { get; init; }

    /// <summary>True when the next stretch belongs to the same message.</summary>
    public bool IsPartial { get; init; }

    /// <summary>What the message says; its beginning only when it is too long.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>How many bytes its payload has.</summary>
    public long Length { get; init; }

    /// <summary>False when the body ended before the message did.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>True when the payload has a compression that could not be taken off.</summary>
    public bool IsEncoded { get; init; }

    /// <summary>True when the message came compressed.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>The type of an event; null for none.</summary>
    public string? EventType { get; init; }

    /// <summary>The id of an event; null for none.</summary>
    public string? EventId { get; init; }

    /// <summary>The reconnection time that an event gives; null for none.</summary>
    public long? RetryMilliseconds { get; init; }

    /// <summary>True for a whole message that user code may change.</summary>
    public bool IsChangeable
        => Kind is MessageKind.ServerSentEvent or MessageKind.Grpc && !IsEncoded && IsComplete && Payload.Length == Length;
}
