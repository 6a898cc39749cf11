using System.Collections;

namespace Proximity;

/// <summary>
/// Handlers in the order in which they see a request; responses come back in reverse. Thread-safe: it may change at any time, and an
/// exchange keeps the handlers that there were when it began.
/// </summary>
public sealed class HandlerCollection : IReadOnlyCollection<string>
{
    private readonly Lock gate = new();
    private HandlerEntry[] entries = [];

    /// <summary>Makes an empty one.</summary>
    public HandlerCollection()
    {
    }

    internal HandlerCollection(HandlerCollection other) => entries = other.Entries;

    /// <summary>How many there are.</summary>
    public int Count => Entries.Length;

    /// <summary>The present ones, in order. The array is never changed.</summary>
    internal HandlerEntry[] Entries => Volatile.Read(ref entries);

    /// <summary>Adds a handler behind the others.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="name">What errors and flows call it; null for the name of its type.</param>
    /// <returns>Disposed, it takes the handler out again; exchanges under way keep it.</returns>
    public IDisposable Add(IExchangeHandler handler, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var entry = new HandlerEntry(name ?? handler.GetType().Name, handler.Needs, handler);
        lock (gate)
        {
            Volatile.Write(ref entries, [.. entries, entry]);
        }

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
        lock (gate)
        {
            Volatile.Write(ref entries, []);
        }
    }

    /// <summary>The handlers' names, in order.</summary>
    public IEnumerator<string> GetEnumerator() => Entries.Select(entry => entry.Name).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Remove(HandlerEntry entry)
    {
        lock (gate)
        {
            Volatile.Write(ref entries, [.. entries.Where(other => !ReferenceEquals(other, entry))]);
        }
    }

    private sealed class Registration(HandlerCollection owner, HandlerEntry entry) : IDisposable
    {
        public void Dispose() => owner.Remove(entry);
    }
}
