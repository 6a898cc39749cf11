using Proximity.Stores;

namespace Proximity.Cli.Recordings;

/// <summary>A kind of store that the program can open.</summary>
/// <param name="Takes">True for a name that is a store of this kind: by its scheme, or by how the file begins.</param>
/// <param name="OpenAsync">Opens the store of a name; the flag says whether flows will be changed, added or taken out.</param>
internal sealed record StoreKind(Func<string, bool> Takes, Func<string, bool, CancellationToken, ValueTask<IFlowStore>> OpenAsync)
{
    /// <summary>Asks an open store of this kind in SQL, read-only; null where there is no SQL.</summary>
    public Func<IFlowStore, string, CancellationToken, ValueTask<SqlAnswer>>? AskAsync { get; init; }
}
