using Proximity.Content;
using Proximity.Masking;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Flows as a caller may see them. One object is for one answer: the same secret has the same mark in all of it.</summary>
internal sealed class FlowMasking
{
    private readonly FlowMask? mask;

    /// <param name="context">The codings, and whether secrets are masked where the input does not say.</param>
    /// <param name="asked">What the input says; null for nothing.</param>
    public FlowMasking(ControlContext context, bool? asked)
        => mask = asked ?? context.MasksSecrets ? new FlowMask(new SecretNames([]), new ContentDecoder(context.Codings)) : null;

    /// <summary>The flow, without its secrets where they are masked.</summary>
    public StoredFlow Of(StoredFlow stored)
        => mask is null ? stored : stored with { Flow = mask.Mask(RecordedFlow.Of(stored).Live).Snapshot() };
}
