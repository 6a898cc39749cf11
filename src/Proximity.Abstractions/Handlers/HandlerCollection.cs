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
        : this(new HandlerStore(HandlerSet.Empty))
    {
    }

    internal HandlerCollection(HandlerCollection other)
        : this(new HandlerStore(other.Present))
    {
    }

    internal HandlerCollection(IHandlerStore store) => this.store = store;

    /// <summary>How many there are.</summary>
    public int Count => Present.Exchanges.Length;

    /// <summary>The present ones, and the callbacks and interceptors around them.</summary>
    internal HandlerSet Present => store.Present;

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
        var entry = new HandlerEntry(name ?? NameOf(handler), handler.Needs, handler);
        store.Change(present => present with { Exchanges = [.. present.Exchanges, entry] });
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
    public void Clear() => store.Change(static present => present with { Exchanges = [] });

    /// <summary>The handlers' names, in order.</summary>
    public IEnumerator<string> GetEnumerator() => Present.Exchanges.Select(entry => entry.Name).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Puts another set in the present one's place.</summary>
    internal void Change(Func<HandlerSet, HandlerSet> change) => store.Change(change);

    private static string NameOf(IExchangeHandler handler)
        => handler is IHandlerWrapper wrapper ? NameOf(wrapper.Inner) : handler.GetType().Name;

    private void Remove(HandlerEntry entry)
    {
        store.Change(present => present with { Exchanges = [.. present.Exchanges.Where(other => !ReferenceEquals(other, entry))] });
        Successor?.Remove(entry);
    }

    private sealed class Registration(HandlerCollection owner, HandlerEntry entry) : IDisposable
    {
        public void Dispose() => owner.Remove(entry);
    }
}
