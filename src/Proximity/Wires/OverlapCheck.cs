using System.Diagnostics;

namespace Proximity.Wires;

/// <summary>In debug builds: no two operations of a kind are under way on one wire. A mutable struct; a field of the wire's.</summary>
internal struct OverlapCheck
{
    private int underWay;

    [Conditional("DEBUG")]
    public void Begin() => Debug.Assert(
        Interlocked.Exchange(ref underWay, 1) == 0, "an operation begins while one of its kind is under way on the same wire");

    /// <summary>What needs the bytes, or gives their memory back, must not meet an operation on them.</summary>
    [Conditional("DEBUG")]
    public readonly void AssertNone() => Debug.Assert(
        Volatile.Read(in underWay) == 0, "memory is given back or read while an operation on it is under way");

    [Conditional("DEBUG")]
    public void End() => Volatile.Write(ref underWay, 0);
}
