using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Testing.Stores.Cases;

/// <summary>Long runs of steps chosen by a seed, beside a list that does the same.</summary>
internal static class ModelCases
{
    private const int Steps = 120;

    public static IReadOnlyList<StoreCase> All { get; } =
        [.. Enumerable.Range(1, 3).Select(seed => new StoreCase($"Model_Seed{seed}_StoreAndListAreTheSame", run => RunAsync(run, seed)))];

    private static async Task RunAsync(StoreRun run, int seed)
    {
        // A generator of its own: the steps of a seed are the same on every runtime.
        byte[] dice = Samples.Noise(Steps * 4, seed);
        List<(long Sequence, FlowSnapshot Flow, FlowAnnotation Annotation)> model = [];
        long nextId = 1;
        for (int step = 0; step < Steps; step++)
        {
            (int action, int first, int second) = (dice[step * 4] % 10, dice[(step * 4) + 1], dice[(step * 4) + 2]);
            switch (action)
            {
                case < 4:
                    FlowSnapshot[] flows = Samples.Flows(1 + (first % 6), nextId);
                    long[] sequences = await run.AppendAsync(flows).ConfigureAwait(false);
                    nextId += flows.Length;
                    model.AddRange(sequences.Zip(flows, static (sequence, flow) => (sequence, flow, FlowAnnotation.None)));
                    break;
                case 4 when model.Count > 0:
                    long gone = model[first % model.Count].Sequence;
                    await run.Store.DeleteAsync([gone], run.Cancellation).ConfigureAwait(false);
                    model.RemoveAll(row => row.Sequence == gone);
                    break;
                case 5 when second > 200:
                    await run.Store.PruneAsync(new FlowRetention { MaxFlows = first % 20 }, run.Cancellation).ConfigureAwait(false);
                    model.RemoveRange(0, Math.Max(0, model.Count - (first % 20)));
                    break;
                case 6 or 7 when model.Count > 0 && run.Store.Capabilities.HasAnnotations:
                    await AnnotateAsync(run, model, first, second).ConfigureAwait(false);
                    break;
                case 8 when run.Store.Capabilities.IsDurable && second > 200:
                    await run.ReopenAsync().ConfigureAwait(false);
                    break;
                default:
                    await CompareAsync(run, model, first, $"after {step} steps of seed {seed}").ConfigureAwait(false);
                    break;
            }
        }

        await CompareAsync(run, model, 0, $"after all steps of seed {seed}").ConfigureAwait(false);
    }

    private static async Task AnnotateAsync(
        StoreRun run, List<(long Sequence, FlowSnapshot Flow, FlowAnnotation Annotation)> model, int first, int second)
    {
        int index = first % model.Count;
        FlowAnnotationChange change = new()
        {
            Mark = second % 2 == 0 ? (FlowMark)(second % 8) : null,
            Comment = second % 3 == 0 ? $"comment {second}" : second % 3 == 1 ? "" : null,
            AddTags = [$"tag{second % 5}"],
            RemoveTags = [$"tag{first % 5}"],
        };
        await run.Store.AnnotateAsync([model[index].Sequence], change, run.Cancellation).ConfigureAwait(false);
        model[index] = model[index] with { Annotation = change.Apply(model[index].Annotation) };
    }

    private static async Task CompareAsync(
        StoreRun run, List<(long Sequence, FlowSnapshot Flow, FlowAnnotation Annotation)> model, int dice, string when)
    {
        var sort = new FlowSort(FlowSortField.Sequence, IsDescending: dice % 3 == 0);
        var query = new FlowQuery { Limit = 1 + (dice % 9), WithBodies = dice % 2 == 0, Sort = sort };
        List<StoredFlow> all = await run.ReadAllAsync(query).ConfigureAwait(false);
        if (query.Sort.IsDescending)
        {
            all.Reverse();
        }

        Check.Sequence(model.Select(row => row.Sequence), all.Select(flow => flow.Sequence), $"sequences {when}");
        for (int i = 0; i < all.Count; i++)
        {
            Check.Same(model[i].Flow, all[i]);
            Check.Equal(model[i].Annotation, all[i].Annotation, $"an annotation {when}");
        }

        Check.Equal(model.Count, (int)(await run.Store.GetStatusAsync(run.Cancellation).ConfigureAwait(false)).Count, $"flows {when}");
    }
}
