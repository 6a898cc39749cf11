namespace Proximity.Control;

/// <summary>What can be asked of the proxy.</summary>
/// <param name="Operations">The operations.</param>
internal sealed record OperationsOutput(IReadOnlyList<OperationFacts> Operations);
