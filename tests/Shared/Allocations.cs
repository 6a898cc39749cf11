namespace Proximity.TestsOfAll;

/// <summary>Counts what code allocates.</summary>
internal static class Allocations
{
    private const int RoundCount = 5;

    /// <summary>
    /// The bytes that a round allocates on this thread: the least of several rounds. A collection between two rounds empties the pools of
    /// arrays, and the next rent allocates one again; what a round always allocates is in each of them.
    /// </summary>
    /// <param name="round">What is counted. It runs several times.</param>
    public static long OfRound(Action round)
    {
        long least = long.MaxValue;
        for (int i = 0; i < RoundCount; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
