using System.Diagnostics;

namespace Proximity.Protocol;

/// <summary>
/// Spare objects of one thread, the last one given first. Only its thread pushes and pops. Another thread may drop what has not been
/// needed for a while: dropping is all that it does, so that no lock is needed, and at worst a spare is lost.
/// </summary>
/// <typeparam name="T">What is kept.</typeparam>
internal sealed class SpareStack<T> : ISpareStack
    where T : class
{
    private const int FirstLength = 8;

    private readonly int max;
    private T?[] items;
    private int count;

    /// <summary>The fewest that there were since the last look. That many spares were not needed.</summary>
    private int fewest;

    /// <param name="max">The most that are kept.</param>
    public SpareStack(int max)
    {
        this.max = max;
        items = new T?[Math.Min(max, FirstLength)];
        SpareStacks.Add(this);
    }

    /// <summary>The one that <see cref="Pop"/> would take.</summary>
    public T? Peek()
    {
        if (count > 0 && items[count - 1] is null)
        {
            count = fewest = 0;
        }

        return count > 0 ? items[count - 1] : null;
    }

    /// <summary>Takes one; null when none is left.</summary>
    public T? Pop()
    {
        int top = count - 1;
        if (top < 0)
        {
            return null;
        }

        if (items[top] is not { } item)
        {
            // What lies below was dropped, too.
            count = fewest = 0;
            return null;
        }

        items[top] = null;
        count = top;
        if (top < fewest)
        {
            fewest = top;
        }

        return item;
    }

    /// <summary>Keeps one. False when there are as many as may be.</summary>
    public bool Push(T item)
    {
        Debug.Assert(!items.AsSpan(0, count).Contains(item, ReferenceEqualityComparer.Instance), "a spare is given twice");
        if (count == items.Length)
        {
            if (count >= max)
            {
                return false;
            }

            Array.Resize(ref items, Math.Min(max, count * 2));
        }

        items[count++] = item;
        return true;
    }

    public void DropUnused()
    {
        T?[] present = items;
        Array.Clear(present, 0, Math.Min(Volatile.Read(ref fewest), present.Length));
        Volatile.Write(ref fewest, Volatile.Read(ref count));
    }
}
