using Proximity.Stores;

namespace Proximity.Testing.Stores.Cases;

/// <summary>What people write on flows.</summary>
internal static class AnnotationCases
{
    private const int ConcurrentChanges = 16;

    public static IReadOnlyList<StoreCase> All { get; } =
    [
        With("Annotate_MarkCommentAndTags_ComeAndGo", ComeAndGoAsync),
        With("Annotate_IsSeenEverywhere", SeenAsync),
        With("Annotate_FilterFindsIt", FilterAsync),
        With("Annotate_WhatIsNotThere_IsLeftOut", AbsentAsync),
        With("Annotate_TooManyTags_ChangesNone", TooManyAsync),
        With("Annotate_StrangeText_ComesBack", StrangeAsync),
        With("Annotate_ManyAtOnce_LoseNothing", ConcurrentAsync),
        With("Annotate_KnownFlowAppendedAgain_KeepsIt", AppendedAgainAsync),
        With("Append_WithNotes_HasThemAtOnce", AppendedAsync),
        With("Append_WithNotes_LeavesThoseOfAKnownFlow", AppendedOnKnownAsync),
        new("Annotate_StoreWithout_RefusesIt", RefusedAsync),
    ];

    private static StoreCase With(string name, Func<StoreRun, Task> action)
        => new(name, run => run.Needs(run.Store.Capabilities.HasAnnotations) ? action(run) : Task.CompletedTask);

    private static async Task ComeAndGoAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(2)).ConfigureAwait(false);
        (FlowAnnotationChange Change, FlowAnnotation After)[] steps =
        [
            (new() { Mark = FlowMark.Red }, new() { Mark = FlowMark.Red }),
            (new() { Comment = "why?" }, new() { Mark = FlowMark.Red, Comment = "why?" }),
            (new() { AddTags = ["b", "a"] }, new() { Mark = FlowMark.Red, Comment = "why?", Tags = ["a", "b"] }),
            (new() { AddTags = ["b", "c"], RemoveTags = ["a", "z"] }, new() { Mark = FlowMark.Red, Comment = "why?", Tags = ["b", "c"] }),
            (new() { RemoveTags = ["c"], AddTags = ["c"] }, new() { Mark = FlowMark.Red, Comment = "why?", Tags = ["b", "c"] }),
            (new() { Mark = FlowMark.Blue, Comment = "" }, new() { Mark = FlowMark.Blue, Tags = ["b", "c"] }),
            (new() { Mark = FlowMark.None, RemoveTags = ["b", "c"] }, FlowAnnotation.None),
        ];
        foreach ((FlowAnnotationChange change, FlowAnnotation after) in steps)
        {
            int count = await run.Store.AnnotateAsync([sequences[0]], change, run.Cancellation).ConfigureAwait(false);
            Check.Equal(1, count, "flows that were annotated");
            Check.Equal(after, (await run.GetAsync(sequences[0]).ConfigureAwait(false)).Annotation, $"the annotation after {change}");
        }

        Check.That((await run.GetAsync(sequences[1]).ConfigureAwait(false)).Annotation.IsEmpty, "Another flow is annotated.");
    }

    private static async Task SeenAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(2)).ConfigureAwait(false);
        FlowAnnotationChange change = new() { Mark = FlowMark.Green, Comment = "seen", AddTags = ["t"] };
        await run.Store.AnnotateAsync(sequences, change, run.Cancellation).ConfigureAwait(false);
        FlowAnnotation after = change.Apply(FlowAnnotation.None);
        Check.Equal(after, (await run.FindAsync(1).ConfigureAwait(false)).Annotation, "what is found by its id");
        FlowPage page = await run.QueryAsync(new FlowQuery()).ConfigureAwait(false);
        Check.Sequence([after, after], page.Flows.Select(flow => flow.Annotation), "what a query gives");
        await foreach (StoredFlow flow in run.Store.WatchAsync(0, null, run.Cancellation).ConfigureAwait(false))
        {
            Check.Equal(after, flow.Annotation, "what is watched");
            break;
        }
    }

    private static async Task FilterAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(6)).ConfigureAwait(false);
        await run.Store.AnnotateAsync([sequences[1], sequences[4]], new() { AddTags = ["bug"] }, run.Cancellation).ConfigureAwait(false);
        var filter = new SampleFilter("tag:bug", static flow => flow.Annotation.Tags.Contains("bug"));
        long[] found = await run.SequencesAsync(new FlowQuery { Filter = filter, Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
        Check.Sequence([sequences[1], sequences[4]], found, "sequences of flows with a tag");
    }

    private static async Task AbsentAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(2)).ConfigureAwait(false);
        FlowAnnotationChange change = new() { Mark = FlowMark.Grey };
        long[] asked = [0, sequences[0], sequences[0], long.MaxValue];
        int count = await run.Store.AnnotateAsync(asked, change, run.Cancellation).ConfigureAwait(false);
        Check.Equal(1, count, "flows of these that are there");
        Check.Equal(0, await run.Store.AnnotateAsync([], change, run.Cancellation).ConfigureAwait(false), "flows of none");
    }

    private static async Task TooManyAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(2)).ConfigureAwait(false);
        string[] full = [.. Enumerable.Range(0, FlowAnnotation.MaxTagCount).Select(static i => $"tag{i:D2}")];
        await run.Store.AnnotateAsync([sequences[1]], new() { AddTags = full }, run.Cancellation).ConfigureAwait(false);
        await Check.ThrowsAsync<ArgumentException>(
            async () => await run.Store.AnnotateAsync(sequences, new() { AddTags = ["more"] }, run.Cancellation).ConfigureAwait(false),
            "a tag too many").ConfigureAwait(false);
        Check.That((await run.GetAsync(sequences[0]).ConfigureAwait(false)).Annotation.IsEmpty, "A change that is refused changed a flow.");
        StoredFlow fullest = await run.GetAsync(sequences[1]).ConfigureAwait(false);
        Check.Sequence(full, fullest.Annotation.Tags, "the tags of the flow that has most");
    }

    private static async Task StrangeAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(1)).ConfigureAwait(false);
        FlowAnnotationChange change = new()
        {
            Comment = new string('x', FlowAnnotation.MaxCommentLength - 20) + "'\"; --\r\n\t\U0001F600é",
            AddTags = ["'", "\"", "é", "\U0001F600", "%", new string('t', FlowAnnotation.MaxTagLength)],
        };
        await run.Store.AnnotateAsync(sequences, change, run.Cancellation).ConfigureAwait(false);
        StoredFlow annotated = await run.GetAsync(sequences[0]).ConfigureAwait(false);
        Check.Equal(change.Apply(FlowAnnotation.None), annotated.Annotation, "a strange annotation");
    }

    private static async Task ConcurrentAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(1)).ConfigureAwait(false);
        string[] tags = [.. Enumerable.Range(0, ConcurrentChanges).Select(static i => $"tag{i:D2}")];
        await Task.WhenAll(tags.Select(tag => Task.Run(
            async () => await run.Store.AnnotateAsync(sequences, new() { AddTags = [tag] }, run.Cancellation).ConfigureAwait(false),
            run.Cancellation))).ConfigureAwait(false);
        Check.Sequence(tags, (await run.GetAsync(sequences[0]).ConfigureAwait(false)).Annotation.Tags, "tags that were added at once");
    }

    private static async Task AppendedAgainAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(1)).ConfigureAwait(false);
        await run.Store.AnnotateAsync(sequences, new() { Mark = FlowMark.Orange }, run.Cancellation).ConfigureAwait(false);
        await run.AppendAsync(run.Record(Samples.Flow(1))).ConfigureAwait(false);
        Check.Equal(FlowMark.Orange, (await run.GetAsync(sequences[0]).ConfigureAwait(false)).Annotation.Mark, "the mark");
    }

    private static async Task AppendedAsync(StoreRun run)
    {
        FlowAnnotation notes = new() { Mark = FlowMark.Purple, Comment = "from a file", Tags = ["bug-1", "slow"] };
        FlowRecord[] batch =
        [
            run.Record(Samples.Flow(1)),
            run.Record(Samples.Flow(2)) with { Annotation = notes },
            run.Record(Samples.Flow(3)) with { Annotation = new() { Comment = "\U0001F600'" } },
        ];
        await run.AppendAsync(batch).ConfigureAwait(false);
        FlowPage page = await run.QueryAsync(new FlowQuery { Sort = FlowSort.OldestFirst }).ConfigureAwait(false);
        Check.Sequence(batch.Select(record => record.Annotation), page.Flows.Select(flow => flow.Annotation), "what came with the flows");
        await run.Store.AnnotateAsync([page.Flows[1].Sequence], new() { RemoveTags = ["slow"], Comment = "" }, run.Cancellation)
            .ConfigureAwait(false);
        FlowAnnotation after = new() { Mark = FlowMark.Purple, Tags = ["bug-1"] };
        Check.Equal(after, (await run.FindAsync(2).ConfigureAwait(false)).Annotation, "what is left of it");
    }

    private static async Task AppendedOnKnownAsync(StoreRun run)
    {
        FlowAnnotation first = new() { Comment = "first" };
        await run.AppendAsync(run.Record(Samples.Flow(1)) with { Annotation = first }).ConfigureAwait(false);
        int added = await run.AppendAsync(run.Record(Samples.Flow(1)) with { Annotation = new() { Comment = "second" } })
            .ConfigureAwait(false);
        Check.Equal(0, added, "new flows");
        Check.Equal(first, (await run.FindAsync(1).ConfigureAwait(false)).Annotation, "what is written on the flow");
    }

    private static async Task RefusedAsync(StoreRun run)
    {
        if (run.Needs(!run.Store.Capabilities.HasAnnotations))
        {
            long[] sequences = await run.AppendAsync(Samples.Flows(1)).ConfigureAwait(false);
            await Check.ThrowsAsync<NotSupportedException>(
                async () => await run.Store.AnnotateAsync(sequences, new() { Mark = FlowMark.Red }, run.Cancellation).ConfigureAwait(false),
                "annotating").ConfigureAwait(false);
        }
    }
}
