namespace Proximity.Control;

/// <summary>Everything that can be asked of a running proxy.</summary>
internal static class OperationTable
{
    /// <summary>All operations, in the order in which people read about them.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        ProxyOperations.Status,
    ];

    /// <summary>The operation of a name; null when there is none.</summary>
    public static Operation? Named(string name) => All.FirstOrDefault(operation => operation.Name == name);
}
