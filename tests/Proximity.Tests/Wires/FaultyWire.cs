using System.Net;
using Proximity.Wires;

namespace Proximity.Tests.Wires;

/// <summary>Behaves like the wire it wraps until its plan says that this operation fails.</summary>
internal sealed class FaultyWire(Wire inner, FaultPlan plan) : Wire
{
    private TaskCompletionSource<WireResult>? stalledRead;
    private TaskCompletionSource<WireResult>? stalledWrite;
    private volatile bool isHalfClosed;

    public override IPEndPoint? RemoteEndPoint => inner.RemoteEndPoint;

    public override IPEndPoint? LocalEndPoint => inner.LocalEndPoint;

    public override bool IsQuiet => inner.IsQuiet;

    public override ValueTask<WireResult> ReadAsync(Memory<byte> buffer) => ReadAsync(() => inner.ReadAsync(buffer));

    public override ValueTask<WireResult> WaitReadableAsync() => ReadAsync(inner.WaitReadableAsync);

    public override ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!plan.NextFails())
        {
            return inner.WriteAsync(bytes);
        }

        return plan.Kind == FaultKind.Stall ? Stall(ref stalledWrite) : Reset();
    }

    public override void ShutdownWrite() => inner.ShutdownWrite();

    public override void CancelReads()
    {
        inner.CancelReads();
        End(stalledRead, WireError.Canceled);
    }

    public override void ResumeReads() => inner.ResumeReads();

    public override void Close()
    {
        inner.Close();
        EndBoth();
    }

    public override void Abort()
    {
        inner.Abort();
        EndBoth();
    }

    private ValueTask<WireResult> ReadAsync(Func<ValueTask<WireResult>> read)
    {
        if (isHalfClosed)
        {
            return new(new WireResult(0));
        }

        if (!plan.NextFails())
        {
            return read();
        }

        switch (plan.Kind)
        {
            case FaultKind.HalfClose:
                isHalfClosed = true;
                return new(new WireResult(0));
            case FaultKind.Stall:
                return Stall(ref stalledRead);
            default:
                return Reset();
        }
    }

    private static ValueTask<WireResult> Stall(ref TaskCompletionSource<WireResult>? stalled)
        => new((stalled = new TaskCompletionSource<WireResult>(TaskCreationOptions.RunContinuationsAsynchronously)).Task);

    private ValueTask<WireResult> Reset()
    {
        inner.Abort();
        return new(WireResult.Failure(WireError.Reset, new IOException("planned")));
    }

    private void EndBoth()
    {
        End(stalledRead, WireError.Closed);
        End(stalledWrite, WireError.Closed);
    }

    private static void End(TaskCompletionSource<WireResult>? stalled, WireError error) => stalled?.TrySetResult(WireResult.Failure(error, new IOException("planned")));
}
