namespace Proximity.Protocol.Framing;

/// <summary>How long a body is and how it is cut.</summary>
/// <param name="Kind">How its end is known.</param>
/// <param name="Length">Its bytes, when the kind is <see cref="BodyKind.Length"/>; otherwise 0.</param>
internal readonly record struct BodyFraming(BodyKind Kind, long Length = 0)
{
    public static BodyFraming None => default;

    public static BodyFraming Chunked => new(BodyKind.Chunked);

    public static BodyFraming UntilClose => new(BodyKind.UntilClose);

    /// <summary>True when no body byte follows the head.</summary>
    public bool IsEmpty => Kind == BodyKind.None || (Kind == BodyKind.Length && Length == 0);
}
