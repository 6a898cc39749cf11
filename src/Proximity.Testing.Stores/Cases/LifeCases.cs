using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Testing.Stores.Cases;

/// <summary>Opening, closing, cancelling.</summary>
internal static class LifeCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Capabilities_HaveAKind", run =>
        {
            Check.That(run.Store.Capabilities.Kind.Length > 0, "The kind of store has a name.");
            return Task.CompletedTask;
        }),
        new("Close_Twice_IsNoError", CloseTwiceAsync),
        new("Closed_RefusesEverything", ClosedAsync),
        new("Cancelled_DoesNothing", CancelledAsync),
        new("Arguments_ThatAreMissing_AreRefused", ArgumentsAsync),
        Durable("Reopened_HasEverything", ReopenAsync),
        Durable("Reopened_GoesOnWithItsNumbers", NumbersAsync),
        Durable("Reopened_KnowsWhatItHas", KnownAsync),
        Durable("Reopened_CursorsHold", CursorAsync),
    ];

    private static StoreCase Durable(string name, Func<StoreRun, Task> action)
        => new(name, run => run.Needs(run.Store.Capabilities.IsDurable) ? action(run) : Task.CompletedTask);

    private static (string Name, Func<CancellationToken, Task> Call)[] Calls(IFlowStore store, FlowRecord record) =>
    [
        ("Append", async token => await store.AppendAsync([record], FlowAppendOptions.Default, token).ConfigureAwait(false)),
        ("Query", async token => await store.QueryAsync(new FlowQuery(), token).ConfigureAwait(false)),
        ("Get", async token => await store.GetAsync(1, token).ConfigureAwait(false)),
        ("Find", async token => await store.FindAsync(record.Session, 1, token).ConfigureAwait(false)),
        ("OpenBody", async token => await store.OpenBodyAsync(1, BodySide.Request, 0, null, token).ConfigureAwait(false)),
        ("Delete", async token => await store.DeleteAsync([1], token).ConfigureAwait(false)),
        ("Prune", async token => await store.PruneAsync(new FlowRetention { MaxFlows = 0 }, token).ConfigureAwait(false)),
        ("Status", async token => await store.GetStatusAsync(token).ConfigureAwait(false)),
        ("Watch", async token =>
        {
            await foreach (StoredFlow _ in store.WatchAsync(0, null, token).ConfigureAwait(false))
            {
                break;
            }
        }),
    ];

    private static async Task CloseTwiceAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(1)).ConfigureAwait(false);
        await run.Store.DisposeAsync().ConfigureAwait(false);
        await run.Store.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task ClosedAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(1)).ConfigureAwait(false);
        await run.Store.DisposeAsync().ConfigureAwait(false);
        foreach ((string name, Func<CancellationToken, Task> call) in Calls(run.Store, run.Record(Samples.Flow(2))))
        {
            await Check.ThrowsAsync<ObjectDisposedException>(() => call(run.Cancellation), $"{name} of a store that is closed")
                .ConfigureAwait(false);
        }
    }

    private static async Task CancelledAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(1)).ConfigureAwait(false);
        foreach ((string name, Func<CancellationToken, Task> call) in Calls(run.Store, run.Record(Samples.Flow(2))))
        {
            await Check.ThrowsAsync<OperationCanceledException>(() => call(new CancellationToken(true)), $"{name} that is cancelled")
                .ConfigureAwait(false);
        }

        Check.Same(Samples.Flow(1), await run.FindAsync(1).ConfigureAwait(false));
        Check.Equal(1L, (await run.Store.GetStatusAsync(run.Cancellation).ConfigureAwait(false)).Count, "flows that are there");
    }

    private static async Task ArgumentsAsync(StoreRun run)
    {
        IFlowStore store = run.Store;
        (string, Func<Task>)[] calls =
        [
            ("Append", async () => await store.AppendAsync(null!, FlowAppendOptions.Default).ConfigureAwait(false)),
            ("Query", async () => await store.QueryAsync(null!).ConfigureAwait(false)),
            ("Annotate", async () => await store.AnnotateAsync(null!, new FlowAnnotationChange()).ConfigureAwait(false)),
            ("Delete", async () => await store.DeleteAsync(null!).ConfigureAwait(false)),
            ("Prune", async () => await store.PruneAsync(null!).ConfigureAwait(false)),
        ];
        foreach ((string name, Func<Task> call) in calls.Where(call => call.Item1 != "Annotate" || store.Capabilities.HasAnnotations))
        {
            await Check.ThrowsAsync<ArgumentNullException>(call, $"{name} of null").ConfigureAwait(false);
        }
    }

    private static async Task ReopenAsync(StoreRun run)
    {
        FlowSnapshot[] flows = Samples.Flows(10);
        long[] sequences = await run.AppendAsync(flows).ConfigureAwait(false);
        if (run.Store.Capabilities.HasAnnotations)
        {
            await run.Store.AnnotateAsync([sequences[3]], new() { Mark = FlowMark.Purple, AddTags = ["kept"] }, run.Cancellation)
                .ConfigureAwait(false);
        }

        await run.Store.DeleteAsync([sequences[0]], run.Cancellation).ConfigureAwait(false);
        await run.ReopenAsync().ConfigureAwait(false);

        var query = new FlowQuery { Sort = FlowSort.OldestFirst, WithBodies = true };
        List<StoredFlow> all = await run.ReadAllAsync(query).ConfigureAwait(false);
        Check.Sequence(sequences[1..], all.Select(flow => flow.Sequence), "sequences of a store that was opened again");
        for (int i = 0; i < all.Count; i++)
        {
            Check.Same(flows[i + 1], all[i]);
            Check.Equal((run.Session, "here"), (all[i].Session, all[i].ProxyName), "session and proxy");
        }

        FlowMark expected = run.Store.Capabilities.HasAnnotations ? FlowMark.Purple : FlowMark.None;
        Check.Equal(expected, all[2].Annotation.Mark, "a mark that was set before");
    }

    private static async Task NumbersAsync(StoreRun run)
    {
        long[] before = await run.AppendAsync(Samples.Flows(5)).ConfigureAwait(false);
        await run.ReopenAsync().ConfigureAwait(false);
        long[] after = await run.AppendAsync(Samples.Flows(2, firstId: 6)).ConfigureAwait(false);
        Check.That(after[0] > before[4], $"The number {after[0]} was given when {before[4]} had been.");
    }

    private static async Task KnownAsync(StoreRun run)
    {
        await run.AppendAsync(Samples.Flows(5)).ConfigureAwait(false);
        await run.ReopenAsync().ConfigureAwait(false);
        Check.Equal(0, await run.AppendAsync([.. Samples.Flows(5).Select(run.Record)]).ConfigureAwait(false), "flows that were new again");
        StoredFlow? last = await run.Store.FindAsync(null, 5, run.Cancellation).ConfigureAwait(false);
        Check.Equal(run.Session, last?.Session, "the last session of a store that was opened again");
    }

    private static async Task CursorAsync(StoreRun run)
    {
        long[] sequences = await run.AppendAsync(Samples.Flows(10)).ConfigureAwait(false);
        FlowPage first = await run.QueryAsync(new FlowQuery { Limit = 4 }).ConfigureAwait(false);
        await run.ReopenAsync().ConfigureAwait(false);
        long[] rest = await run.SequencesAsync(new FlowQuery { Cursor = first.Next }).ConfigureAwait(false);
        Check.Sequence(sequences[..6].Reverse(), rest, "sequences behind a cursor from before");
    }
}
