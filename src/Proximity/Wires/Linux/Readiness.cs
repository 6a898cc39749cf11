namespace Proximity.Wires.Linux;

/// <summary>
/// Whether a call on one direction of a socket may find something, by edge-triggered events: an edge makes it ready, a call that found
/// nothing more makes it drained, unless another edge came while that call was made. So a wire that is drained is never asked in vain.
/// </summary>
internal struct Readiness
{
    private int edges;
    private int drainedAt;

    /// <param name="isReady">True when a call may be made before the first event.</param>
    public Readiness(bool isReady) => edges = isReady ? 1 : 0;

    public readonly bool IsReady => Volatile.Read(in edges) != Volatile.Read(in drainedAt);

    /// <summary>The edges so far; taken before a call, given to <see cref="Drain"/> after it.</summary>
    public readonly int Edges => Volatile.Read(in edges);

    public void OnEdge() => Interlocked.Increment(ref edges);

    /// <summary>Only by the caller of the system calls. It looks again behind a fence when it begins to wait.</summary>
    public void Drain(int edgesBefore) => Volatile.Write(ref drainedAt, edgesBefore);
}
