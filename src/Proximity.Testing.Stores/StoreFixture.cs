using Proximity.Stores;

namespace Proximity.Testing.Stores;

/// <summary>Where a case gets its store from. Make one for each case.</summary>
public sealed class StoreFixture
{
    /// <param name="openAsync">
    /// Opens the store: an empty one at first. When it is durable and was closed, opening it again gives the same one with its flows.
    /// </param>
    public StoreFixture(Func<CancellationToken, ValueTask<IFlowStore>> openAsync)
    {
        ArgumentNullException.ThrowIfNull(openAsync);
        OpenAsync = openAsync;
    }

    /// <summary>Opens the store.</summary>
    public Func<CancellationToken, ValueTask<IFlowStore>> OpenAsync { get; }

    /// <summary>
    /// Reads a filter's text, so that a store which translates filters into its own language is asked with those too:
    /// <c>text => Filter.Parse(text)</c>. Null to ask with filters that only say yes or no.
    /// </summary>
    public Func<string, IFlowFilter>? ParseFilter { get; init; }
}
