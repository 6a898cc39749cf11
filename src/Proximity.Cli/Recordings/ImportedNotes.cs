using System.Globalization;
using Proximity.Formats;
using Proximity.Stores;

namespace Proximity.Cli.Recordings;

/// <summary>
/// Marks, tags and comments of flows that go into a store: a store keeps them apart from the flow, so that people can change them. What
/// is written on a flow that the store has already stays as it is.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="losses">Gets what the store has no room for.</param>
internal sealed class ImportedNotes(StoreSource store, FormatLosses losses)
{
    private static readonly string OddTag = string.Create(
        CultureInfo.InvariantCulture, $"a tag with white space or a comma, or with more than {FlowAnnotation.MaxTagLength} characters");

    private static readonly string FurtherTag = string.Create(
        CultureInfo.InvariantCulture, $"a tag of a flow that has {FlowAnnotation.MaxTagCount} others");

    private static readonly string LongComment = string.Create(
        CultureInfo.InvariantCulture, $"the end of a comment with more than {FlowAnnotation.MaxCommentLength} characters");

    /// <summary>A flow with what is written on it, as far as the store has room.</summary>
    public FlowRecord With(FlowRecord flow, FlowAnnotation notes)
        => notes.IsEmpty || Fit(notes) is not { IsEmpty: false } fit ? flow : flow with { Annotation = fit };

    /// <summary>
    /// Writes on flows that the store had before, and on which nothing is written. Those that are new have come with what is written on
    /// them.
    /// </summary>
    public async Task WriteAsync(IEnumerable<FlowRecord> batch, CancellationToken cancellationToken)
    {
        Dictionary<FlowAnnotation, List<long>> sequences = [];
        foreach (var record in batch.Where(static record => !record.Annotation.IsEmpty))
        {
            var stored = await store.AskAsync(() => store.Store.FindAsync(record.Session, record.Flow.Id, cancellationToken))
                .ConfigureAwait(false);
            if (stored is { Annotation.IsEmpty: true })
            {
                var alike = sequences.TryGetValue(record.Annotation, out var known) ? known : sequences[record.Annotation] = [];
                alike.Add(stored.Sequence);
            }
        }

        foreach (var (notes, flows) in sequences)
        {
            FlowAnnotationChange change = new() { Mark = notes.Mark, Comment = notes.Comment, AddTags = notes.Tags };
            await store.AskAsync(() => store.Store.AnnotateAsync(flows, change, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>Files have no bounds, and annotations have: what is beyond them is counted.</summary>
    private FlowAnnotation Fit(FlowAnnotation notes)
    {
        List<string> tags = [];
        foreach (var tag in notes.Tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var isOdd = tag is not { Length: > 0 and <= FlowAnnotation.MaxTagLength }
                || tag.Any(static c => char.IsWhiteSpace(c) || c is ',' or '\0');
            var isFurther = !isOdd && tags.Count == FlowAnnotation.MaxTagCount;
            losses.AddIf(isOdd, OddTag);
            losses.AddIf(isFurther, FurtherTag);
            if (!isOdd && !isFurther)
            {
                tags.Add(tag);
            }
        }

        return new FlowAnnotation { Mark = notes.Mark, Tags = tags, Comment = notes.Comment is { } comment ? Fit(comment) : null };
    }

    /// <summary>PostgreSQL has no NUL in its texts.</summary>
    private string? Fit(string comment)
    {
        var text = comment.Replace("\0", string.Empty, StringComparison.Ordinal);
        if (text.Length > FlowAnnotation.MaxCommentLength)
        {
            losses.Add(LongComment);
            var end = FlowAnnotation.MaxCommentLength;
            text = text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)];
        }

        return text.Length == 0 ? null : text;
    }
}
