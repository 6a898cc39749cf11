using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Marks, tags and comments flows.</summary>
internal static class AnnotateOperation
{
    public static Operation Entry { get; } = new Operation<AnnotateInput, ChangedOutput>(
        "flows.annotate", "POST /api/flows/annotate", OperationEffect.Writes, "Marks, tags and comments flows.")
    {
        Input = ControlJson.Default.AnnotateInput,
        Output = ControlJson.Default.ChangedOutput,
        Run = RunAsync,
    };

    private static async ValueTask<ChangedOutput> RunAsync(ControlContext context, AnnotateInput input, CancellationToken cancellationToken)
    {
        if (!context.Proxy.Flows.Capabilities.HasAnnotations)
        {
            throw new OperationException(OperationProblem.NotSupported, "no_annotations", "The store keeps no marks, tags and comments.");
        }

        long[] sequences = await FlowLookup.SequencesAsync(context, input.Ids, cancellationToken).ConfigureAwait(false);
        try
        {
            var change = new FlowAnnotationChange
            {
                Mark = input.Mark is { } mark ? MarkOf(mark) : null,
                Comment = input.Comment,
                AddTags = input.AddTags ?? [],
                RemoveTags = input.RemoveTags ?? [],
            };
            int changed = input.DryRun ? sequences.Length
                : await context.Proxy.Flows.AnnotateAsync(sequences, change, cancellationToken).ConfigureAwait(false);
            return new ChangedOutput(changed, input.DryRun);
        }
        catch (ArgumentException exception)
        {
            throw new OperationException(OperationProblem.Invalid, "invalid_annotation", exception.Message);
        }
    }

    private static FlowMark MarkOf(string name)
    {
        FlowMark mark = AnnotationText.MarkOf(name);
        return mark != FlowMark.None || name is "none" or "" ? mark
            : throw new OperationException(OperationProblem.Invalid, "invalid_annotation", $"There is no mark '{name}'.");
    }
}
