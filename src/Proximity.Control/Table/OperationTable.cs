namespace Proximity.Control;

/// <summary>Everything that can be asked of a running proxy.</summary>
internal static class OperationTable
{
    /// <summary>All operations, in the order in which people read about them.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        SearchOperation.Entry,
        GetOperation.Entry,
        BodyOperation.Entry,
        MessagesOperation.Entry,
        DiffOperation.Entry,
        StatsOperation.Entry,
        PathsOperation.Entry,
        ExportOperation.Entry,
        WatchOperation.Entry,
        AnnotateOperation.Entry,
        ResendOperation.Entry,
        DeleteOperation.Entry,
        DeleteOperation.Clear,
        ProxyOperations.Status,
        ProxyOperations.Operations,
        ConnectionsOperation.Entry,
        ProxySettingsOperations.Recording,
        ProxySettingsOperations.Options,
        ProxySettingsOperations.SetOptions,
        ProxySettingsOperations.Interception,
        ProxySettingsOperations.SetInterception,
        ProxySettingsOperations.Authority,
        SignInLinkOperation.Entry,
        BrowserOperation.Entry,
        FilterOperations.Check,
        FilterOperations.Fields,
    ];

    /// <summary>The operation of a name; null when there is none.</summary>
    public static Operation? Named(string name) => All.FirstOrDefault(operation => operation.Name == name);
}
