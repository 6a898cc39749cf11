namespace Proximity.Stores;

/// <summary>What a person has written on a stored flow. Never changes.</summary>
public sealed record FlowAnnotation
{
    /// <summary>The most characters of a comment.</summary>
    public const int MaxCommentLength = 4096;

    /// <summary>The most characters of a tag.</summary>
    public const int MaxTagLength = 64;

    /// <summary>The most tags of a flow.</summary>
    public const int MaxTagCount = 32;

    /// <summary>Nothing.</summary>
    public static FlowAnnotation None { get; } = new();

    /// <summary>The colour.</summary>
    public FlowMark Mark { get; init; }

    /// <summary>The comment; null for none, never empty.</summary>
    public string? Comment { get; init; }

    /// <summary>The tags, each once, in ordinal order; empty for none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>True when there is nothing.</summary>
    public bool IsEmpty => Mark == FlowMark.None && Comment is null && Tags.Count == 0;

    /// <inheritdoc/>
    public bool Equals(FlowAnnotation? other)
        => other is not null && Mark == other.Mark && Comment == other.Comment && Tags.SequenceEqual(other.Tags, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mark, Comment, Tags.Count);
}
