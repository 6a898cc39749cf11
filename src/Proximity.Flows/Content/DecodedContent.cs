namespace Proximity.Content;

/// <summary>A body without its codings, as far as they could be taken off.</summary>
/// <param name="Bytes">What was decoded. The very memory that was given when no coding had to be taken off.</param>
/// <param name="State">How far decoding came.</param>
public sealed record DecodedContent(ReadOnlyMemory<byte> Bytes, ContentState State)
{
    /// <summary>What keeps the body from being complete: an English sentence. Null when it is.</summary>
    public string? Problem { get; init; }

    /// <summary>
    /// The name of the limit that was reached: <see cref="ContentLimits.MaxOutputBytes"/>, <see cref="ContentLimits.MaxRatio"/> or
    /// <see cref="ContentCodings.MaxStackedCodings"/>. Null in other states.
    /// </summary>
    public string? Limit { get; init; }

    /// <summary>The name that no coding has, empty when the field names nothing at all. Null in other states.</summary>
    public string? UnknownCoding { get; init; }

    /// <summary>True when bytes behind the end of the coded data were left out; false where decoding stopped before the end.</summary>
    public bool HasTrailingBytes { get; init; }
}
