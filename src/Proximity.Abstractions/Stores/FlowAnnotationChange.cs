namespace Proximity.Stores;

/// <summary>What is to become of annotations. What is not given stays as it is.</summary>
public sealed record FlowAnnotationChange
{
    /// <summary>The new colour, <see cref="FlowMark.None"/> to take it away; null to leave it.</summary>
    public FlowMark? Mark
    {
        get;
        init
        {
            if (value is { } mark && !Enum.IsDefined(mark))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such mark.");
            }

            field = value;
        }
    }

    /// <summary>The new comment, empty to take it away; null to leave it.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="FlowAnnotation.MaxCommentLength"/>.</exception>
    public string? Comment
    {
        get;
        init
        {
            if (value?.Length > FlowAnnotation.MaxCommentLength)
            {
                throw new ArgumentException($"A comment has at most {FlowAnnotation.MaxCommentLength} characters.", nameof(value));
            }

            field = value;
        }
    }

    /// <summary>Tags to take away; those that a flow does not have are ignored.</summary>
    public IReadOnlyList<string> RemoveTags { get; init => field = Checked(value); } = [];

    /// <summary>Tags to add, after others were taken away; those that a flow has are ignored.</summary>
    /// <exception cref="ArgumentException">
    /// A tag is empty, is longer than <see cref="FlowAnnotation.MaxTagLength"/>, or has white space or a comma in it.
    /// </exception>
    public IReadOnlyList<string> AddTags { get; init => field = Checked(value); } = [];

    /// <summary>The annotation that this makes of another one.</summary>
    /// <param name="before">What was there.</param>
    /// <exception cref="ArgumentException">It would have more than <see cref="FlowAnnotation.MaxTagCount"/> tags.</exception>
    public FlowAnnotation Apply(FlowAnnotation before)
    {
        ArgumentNullException.ThrowIfNull(before);
        string[] tags = [.. before.Tags.Except(RemoveTags, StringComparer.Ordinal)
            .Union(AddTags, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (tags.Length > FlowAnnotation.MaxTagCount)
        {
            throw new ArgumentException($"A flow has at most {FlowAnnotation.MaxTagCount} tags; it would have {tags.Length}.");
        }

        string? comment = Comment ?? before.Comment;
        return new FlowAnnotation { Mark = Mark ?? before.Mark, Comment = comment is "" ? null : comment, Tags = tags };
    }

    private static IReadOnlyList<string> Checked(IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        foreach (string tag in tags)
        {
            if (tag is not { Length: > 0 and <= FlowAnnotation.MaxTagLength } || tag.Any(static c => char.IsWhiteSpace(c) || c == ','))
            {
                throw new ArgumentException(
                    $"A tag has 1 to {FlowAnnotation.MaxTagLength} characters, none of them white space or a comma: '{tag}' is none.");
            }
        }

        return tags;
    }
}
