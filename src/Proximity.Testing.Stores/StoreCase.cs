namespace Proximity.Testing.Stores;

/// <summary>One thing that a store must do.</summary>
public sealed class StoreCase
{
    private readonly Func<StoreRun, Task> run;

    internal StoreCase(string name, Func<StoreRun, Task> run)
    {
        Name = name;
        this.run = run;
    }

    /// <summary>What it is about, as <c>Condition_Outcome</c>; unique.</summary>
    public string Name { get; }

    /// <summary>Runs it against a store.</summary>
    /// <param name="fixture">Opens the store, which is empty, and belongs to this case alone.</param>
    /// <param name="cancellationToken">Ends it, such as after a time limit: the case has none of its own.</param>
    /// <returns>
    /// True when the store does what it must; false when the case is about something that its <c>Capabilities</c> say it does not have.
    /// </returns>
    /// <exception cref="StoreCaseException">It does not; the message says what was expected.</exception>
    public async Task<bool> RunAsync(StoreFixture fixture, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        await using var store = new StoreRun(fixture, cancellationToken);
        await store.OpenAsync().ConfigureAwait(false);
        await run(store).ConfigureAwait(false);
        return !store.IsSkipped;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
