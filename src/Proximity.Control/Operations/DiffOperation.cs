using Proximity.Content;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Compares two flows.</summary>
internal static class DiffOperation
{
    public static Operation Entry { get; } = new Operation<DiffInput, DiffOutput>(
        "flows.diff", "GET /api/diff", OperationEffect.Reads,
        "Says what is different between two flows: status, fields, bodies, JSON shape.")
    {
        Input = ControlJson.Default.DiffInput,
        Output = ControlJson.Default.DiffOutput,
        Run = RunAsync,
    };

    private static async ValueTask<DiffOutput> RunAsync(ControlContext context, DiffInput input, CancellationToken cancellationToken)
    {
        var masking = new FlowMasking(context, input.Redact);
        StoredFlow before = await FlowLookup.FindAsync(context, input.A, cancellationToken).ConfigureAwait(false);
        StoredFlow after = await FlowLookup.FindAsync(context, input.B, cancellationToken).ConfigureAwait(false);
        FlowDifference[] differences = [.. Digest(before).Differences(Digest(after), isExact: true)];
        return new DiffOutput(differences.Length == 0, differences);

        FlowDigest Digest(StoredFlow flow) => FlowDigest.Of(RecordedFlow.Of(masking.Of(flow)), new ContentDecoder(context.Codings));
    }
}
