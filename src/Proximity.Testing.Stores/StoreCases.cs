using Proximity.Testing.Stores.Cases;

namespace Proximity.Testing.Stores;

/// <summary>
/// The cases that every store must pass. A test of any framework goes through them with a store of its own for each:
/// <c>await storeCase.RunAsync(new StoreFixture(OpenAsync), cancellationToken)</c>.
/// </summary>
public static class StoreCases
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        .. AppendCases.All, .. ContentCases.All, .. QueryCases.All, .. TallyCases.All, .. PagingCases.All, .. SortCases.All,
        .. BodyCases.All, .. AnnotationCases.All, .. RemovalCases.All, .. WatchCases.All, .. LifeCases.All,
        .. ConcurrencyCases.All, .. ModelCases.All,
    ];

    /// <summary>The case of that name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static StoreCase Named(string name)
        => All.FirstOrDefault(storeCase => storeCase.Name == name)
            ?? throw new ArgumentException($"There is no case '{name}'.", nameof(name));
}
