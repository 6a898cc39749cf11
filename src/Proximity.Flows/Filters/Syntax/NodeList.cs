using System.Collections;

namespace Proximity.Filters.Syntax;

/// <summary>An immutable list that is equal to another one with equal elements, so that trees compare by what they say.</summary>
internal sealed class NodeList<T>(IEnumerable<T> items) : IReadOnlyList<T>, IEquatable<NodeList<T>>
    where T : notnull
{
    private readonly T[] items = [.. items];

    public int Count => items.Length;

    public T this[int index] => items[index];

    public bool Equals(NodeList<T>? other) => other is not null && items.AsSpan().SequenceEqual(other.items);

    public override bool Equals(object? obj) => Equals(obj as NodeList<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (T item in items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
