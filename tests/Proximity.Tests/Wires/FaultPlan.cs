namespace Proximity.Tests.Wires;

/// <summary>What the operation a fault plan chose does instead of working.</summary>
internal enum FaultKind
{
    /// <summary>The connection is reset; a look-up or connect fails.</summary>
    Reset,

    /// <summary>The peer has half-closed: this read and every later one of the wire finds the end. What is no read is a reset.</summary>
    HalfClose,

    /// <summary>Nothing happens any more, until the proxy itself gives up.</summary>
    Stall,

    /// <summary>An exception that nobody expects: a defect of the wire, the resolver or the connector.</summary>
    Throw,
}

/// <summary>Counts the operations of all wires of a run and makes one of them fail.</summary>
internal sealed class FaultPlan(int failingOperation, FaultKind kind)
{
    private readonly TaskCompletionSource struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int operations;

    /// <summary>One that never strikes.</summary>
    public static FaultPlan None { get; } = new(0, FaultKind.Reset);

    public FaultKind Kind { get; } = kind;

    public override string ToString() => $"operation {failingOperation} of {Volatile.Read(ref operations)}, {Kind}";

    public bool HasStruck => struck.Task.IsCompleted;

    /// <summary>Completes when the operation has come.</summary>
    public Task Struck => struck.Task;

    public bool NextFails()
    {
        if (Interlocked.Increment(ref operations) != failingOperation)
        {
            return false;
        }

        struck.TrySetResult();
        return true;
    }
}
