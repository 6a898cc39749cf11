using System.Collections;

namespace Proximity.Flows;

/// <summary>The fields of a message in their order, spelling and number; names are looked up in any case. Not thread-safe.</summary>
/// <remarks>
/// Every change publishes a new array and never touches a published one. So an export that reads a flow while an interceptor
/// changes its fields sees one state or the other, and an enumerator knows a change by the array being another one.
/// </remarks>
public sealed class HeaderCollection : IEnumerable<KeyValuePair<string, string>>
{
    private HeaderLine[] lines;

    internal HeaderCollection(HeaderLine[] lines) => this.lines = lines;

    /// <summary>How many field lines there are.</summary>
    public int Count => Lines.Length;

    /// <summary>True once a line was added, replaced or removed.</summary>
    internal bool IsChanged { get; private set; }

    /// <summary>The lines at this moment; the array never changes.</summary>
    internal HeaderLine[] Lines => Volatile.Read(ref lines);

    /// <summary>
    /// The first value of a field, or null when it is absent. Setting replaces the first line in place and removes further ones, or adds
    /// one; null removes them all.
    /// </summary>
    public string? this[string name]
    {
        get
        {
            int index = IndexOf(name);
            return index < 0 ? null : Lines[index].Value;
        }

        set
        {
            if (value is null)
            {
                Remove(name);
            }
            else if (IndexOf(name) is >= 0 and int first)
            {
                Replace(first, value);
            }
            else
            {
                Add(name, value);
            }
        }
    }

    /// <summary>Adds a line behind the others, even when the name is there already.</summary>
    public void Add(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        HeaderLine[] before = Lines;
        var after = new HeaderLine[before.Length + 1];
        before.CopyTo(after, 0);
        after[^1] = new HeaderLine(name, value);
        Publish(after);
    }

    /// <summary>True when at least one line has this name.</summary>
    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <summary>The values of every line with this name, in order; empty when there is none.</summary>
    public IReadOnlyList<string> GetValues(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return [.. Lines.Where(line => line.Is(name)).Select(line => line.Value)];
    }

    /// <summary>Removes every line with this name; false when there was none.</summary>
    public bool Remove(string name)
    {
        if (!Contains(name))
        {
            return false;
        }

        Publish([.. Lines.Where(line => !line.Is(name))]);
        return true;
    }

    /// <summary>Removes every line.</summary>
    public void Clear()
    {
        if (Count > 0)
        {
            Publish([]);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => Enumerate(Lines);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerator<KeyValuePair<string, string>> Enumerate(HeaderLine[] seen)
    {
        foreach (HeaderLine line in seen)
        {
            ThrowIfChangedSince(seen);
            yield return new(line.Name, line.Value);
        }

        ThrowIfChangedSince(seen);
    }

    private void ThrowIfChangedSince(HeaderLine[] seen)
    {
        if (!ReferenceEquals(seen, Lines))
        {
            throw new InvalidOperationException("The fields were changed while they were enumerated.");
        }
    }

    private int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        HeaderLine[] all = Lines;
        for (int index = 0; index < all.Length; index++)
        {
            if (all[index].Is(name))
            {
                return index;
            }
        }

        return -1;
    }

    private void Replace(int first, string value)
    {
        HeaderLine old = Lines[first];
        bool single = Array.FindIndex(Lines, first + 1, line => line.Is(old.Name)) < 0;
        if (single && old.Value == value)
        {
            return;
        }

        HeaderLine kept = old.Value == value ? old : new HeaderLine(old.Name, value);
        Publish([.. Lines[..first], kept, .. Lines[(first + 1)..].Where(line => !line.Is(old.Name))]);
    }

    private void Publish(HeaderLine[] changed)
    {
        IsChanged = true;
        Volatile.Write(ref lines, changed);
    }
}
