using System.Collections;

namespace Proximity;

/// <summary>
/// Handlers in the order in which they see a request; responses come back in reverse. Thread-safe: it may change at any time, and an
/// exchange keeps the handlers that there were when it began.
/// </summary>
public sealed class HandlerCollection : IReadOnlyCollection<string>
{
    private readonly IHandlerStore store;

    /// <summary>Makes an empty one.</summary>
    public HandlerCollection()
        : this(new HandlerStore([]))
    {
    }

    internal HandlerCollection(HandlerCollection other)
        : this(new HandlerStore(other.Entries))
    {
    }

    internal HandlerCollection(IHandlerStore store) => this.store = store;

    /// <summary>How many there are.</summary>
    public int Count => Entries.Length;

    /// <summary>The present ones, in order. The array is never changed.</summary>
    internal HandlerEntry[] Entries => store.Entries;

    /// <summary>
    /// The collection that takes this one's handlers over; null for none. What is taken out of this one is taken out of that, too: a
    /// registration made while a proxy is updated holds for the proxy.
    /// </summary>
    internal HandlerCollection? Successor { get; init; }

    /// <summary>Adds a handler behind the others.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="name">What errors and flows call it; null for the name of its type.</param>
    /// <returns>Disposed, it takes the handler out again; exchanges under way keep it.</returns>
    public IDisposable Add(IExchangeHandler handler, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var entry = new HandlerEntry(name ?? handler.GetType().Name, handler.Needs, handler);
        store.Change(entries => [.. entries, entry]);
        return new Registration(this, entry);
    }

    /// <summary>Adds a function as a handler behind the others.</summary>
    /// <param name="name">What errors and flows call it.</param>
    /// <param name="handle">The function: <see cref="IExchangeHandler.HandleAsync"/>.</param>
    /// <param name="needs">The most that it will ask for; both bodies cost nothing until they are asked for.</param>
    /// <returns>Disposed, it takes the handler out again; exchanges under way keep it.</returns>
    public IDisposable Use(
        string name,
        Func<ExchangeContext, ExchangeDelegate, ValueTask<Verdict>> handle,
        HandlerNeeds needs = HandlerNeeds.Bodies)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(handle);
        return Add(new LambdaHandler(handle, needs), name);
    }

    /// <summary>Takes all handlers out; exchanges under way keep theirs.</summary>
    public void Clear()
    {
        store.Change(static _ => []);
    }

    /// <summary>The handlers' names, in order.</summary>
    public IEnumerator<string> GetEnumerator() => Entries.Select(entry => entry.Name).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Remove(HandlerEntry entry)
    {
        store.Change(entries => [.. entries.Where(other => !ReferenceEquals(other, entry))]);
        Successor?.Remove(entry);
    }

    private sealed class Registration(HandlerCollection owner, HandlerEntry entry) : IDisposable
    {
        public void Dispose() => owner.Remove(entry);
    }
}
