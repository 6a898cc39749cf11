using System.Collections.Concurrent;
using Proximity.Tests.Wires;

[assembly: AssemblyFixture(typeof(NoWireMisuse))]

namespace Proximity.Tests.Wires;

/// <summary>
/// What strict wires have seen in this run. A proxy answers a misuse as it answers any defect, so that the test in which it happens may
/// well pass.
/// </summary>
internal static class WireMisuse
{
    private static readonly ConcurrentQueue<string> Notes = new();

    /// <summary>All of it, each with where it came from.</summary>
    public static IReadOnlyCollection<string> Seen => Notes;

    /// <summary>Adds one.</summary>
    public static void Note(string what) => Notes.Enqueue($"{what}\n{Environment.StackTrace}");
}

/// <summary>Fails the run when a strict wire was misused anywhere in it.</summary>
public sealed class NoWireMisuse : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Assert.True(WireMisuse.Seen.Count == 0, string.Join("\n\n", WireMisuse.Seen));
}
