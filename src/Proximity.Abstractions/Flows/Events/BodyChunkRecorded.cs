namespace Proximity.Flows;

/// <summary>
/// A piece of a body has passed and is kept. What passes beyond <c>MaxBodyBytes</c> has no events; <see cref="BodyEnded"/> says how much
/// there was.
/// </summary>
public sealed record BodyChunkRecorded : FlowEvent
{
    /// <summary>Whose body it is.</summary>
    public required BodySide Side { get; init; }

    /// <summary>How many kept bytes were before it. It is more than a consumer has when chunks were dropped for it.</summary>
    public required long Offset { get; init; }

    /// <summary>The bytes, without transfer coding and still content-coded; the event's own.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <inheritdoc/>
    internal override long HeldBytes => Bytes.Length;
}
