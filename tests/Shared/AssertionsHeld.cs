using System.Collections.Concurrent;
using System.Diagnostics;
using Proximity.TestsOfAll;

[assembly: Xunit.AssemblyFixture(typeof(AssertionsHeld))]

namespace Proximity.TestsOfAll;

/// <summary>
/// Fails the run when an assertion of the product did anywhere in it. A failed assertion throws in tests; where that is in a connection's
/// loop, the proxy answers it as it answers any defect, and the test may well pass.
/// </summary>
public sealed class AssertionsHeld : IDisposable
{
    private readonly Listener listener = new();

    /// <summary>Before the other listeners, which throw.</summary>
    public AssertionsHeld() => Trace.Listeners.Insert(0, listener);

    /// <inheritdoc/>
    public void Dispose()
    {
        Trace.Listeners.Remove(listener);
        Assert.True(listener.Failures.IsEmpty, string.Join("\n\n", listener.Failures));
        listener.Dispose();
    }

    private sealed class Listener : TraceListener
    {
        public ConcurrentQueue<string> Failures { get; } = new();

        public override void Fail(string? message, string? detailMessage)
            => Failures.Enqueue($"{message} {detailMessage}\n{Environment.StackTrace}");

        public override void Write(string? message)
        {
            // Only failed assertions count.
        }

        public override void WriteLine(string? message)
        {
            // The same.
        }
    }
}
