namespace Proximity.Wires.Linux;

/// <summary>
/// Whether the peer has ended or broken its side, as the loop's events say. A call that finds the socket open and empty proves the events
/// before it wrong, as with a socket that has not begun to connect; not those that came while it was made.
/// </summary>
internal struct HangUps
{
    private int count;

    public readonly bool Any => Count != 0;

    /// <summary>The events so far; taken before a call, given to <see cref="Clear"/> after it.</summary>
    public readonly int Count => Volatile.Read(in count);

    public void Add() => Interlocked.Increment(ref count);

    /// <summary>Only by the caller of the system calls.</summary>
    public void Clear(int countBefore)
    {
        if (countBefore != 0)
        {
            Interlocked.CompareExchange(ref count, 0, countBefore);
        }
    }
}
