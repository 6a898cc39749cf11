namespace Proximity.Control;

/// <summary>What is different between two flows.</summary>
/// <param name="Same">True when nothing is.</param>
/// <param name="Differences">What is, place by place.</param>
internal sealed record DiffOutput(bool Same, IReadOnlyList<FlowDifference> Differences);
