using System.Net;
using Proximity.Wires;

namespace Proximity.Tests.Wires;

/// <summary>Behaves like the wire it wraps until its plan says that this operation fails.</summary>
internal sealed class FaultyWire(Wire inner, FaultPlan plan) : Wire
{
    private TaskCompletionSource<WireResult>? stalledRead;
    private TaskCompletionSource<WireResult>? stalledWrite;
    private volatile bool isHalfClosed;
    private volatile bool isClosed;
    private volatile bool areReadsCanceled;

    /// <summary>True once the proxy has closed or aborted it.</summary>
    public bool IsClosed => isClosed;

    public override IPEndPoint? RemoteEndPoint => inner.RemoteEndPoint;

    public override IPEndPoint? LocalEndPoint => inner.LocalEndPoint;

    public override bool IsQuiet => inner.IsQuiet;

    public override bool IsQuietForSure => inner.IsQuietForSure;

    public override bool TryObserve(IQuietObserver quietObserver) => inner.TryObserve(quietObserver);

    public override void StopObserving() => inner.StopObserving();

    public override void WatchForBreak(Action onBroken) => inner.WatchForBreak(onBroken);

    public override void WatchForLife(Action? onLife) => inner.WatchForLife(onLife);

    public override object? Affinity => inner.Affinity;

    public override void RunInTurn(Action action) => inner.RunInTurn(action);

    public override void Join(object? affinity) => inner.Join(affinity);

    public override ValueTask<WireResult> ReadAsync(Memory<byte> buffer) => ReadAsync(() => inner.ReadAsync(buffer));

    public override ValueTask<WireResult> WaitReadableAsync() => ReadAsync(inner.WaitReadableAsync);

    public override ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes) => WriteAsync(() => inner.WriteAsync(bytes));

    public override ValueTask<WireResult> QueueWriteAsync(ReadOnlyMemory<byte> bytes) => WriteAsync(() => inner.QueueWriteAsync(bytes));

    public override ValueTask<WireResult> FlushAsync() => inner.FlushAsync();

    private ValueTask<WireResult> WriteAsync(Func<ValueTask<WireResult>> write)
    {
        if (!plan.NextFails())
        {
            return write();
        }

        return plan.Kind switch
        {
            FaultKind.Stall => Stall(ref stalledWrite),
            FaultKind.Throw => throw new InvalidOperationException("planned"),
            _ => Reset(),
        };
    }

    public override void ShutdownWrite() => inner.ShutdownWrite();

    public override void CancelReads()
    {
        // It lasts, as with every wire: a read that stalls only now ends as well.
        areReadsCanceled = true;
        Interlocked.MemoryBarrier();
        inner.CancelReads();
        End(stalledRead, WireError.Canceled);
    }

    public override void ResumeReads()
    {
        areReadsCanceled = false;
        inner.ResumeReads();
    }

    public override void Close()
    {
        isClosed = true;
        Interlocked.MemoryBarrier();
        inner.Close();
        EndBoth();
    }

    public override void Abort()
    {
        isClosed = true;
        Interlocked.MemoryBarrier();
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
                return StallRead();
            case FaultKind.Throw:
                throw new InvalidOperationException("planned");
            default:
                return Reset();
        }
    }

    private ValueTask<WireResult> StallRead()
    {
        ValueTask<WireResult> stalled = Stall(ref stalledRead);
        if (areReadsCanceled)
        {
            End(stalledRead, WireError.Canceled);
        }

        return stalled;
    }

    /// <summary>The plan lets time go on before the operation stalls here: what ended it meanwhile is not lost.</summary>
    private ValueTask<WireResult> Stall(ref TaskCompletionSource<WireResult>? stalled)
    {
        var source = new TaskCompletionSource<WireResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref stalled, source);
        if (isClosed)
        {
            End(source, WireError.Closed);
        }

        return new(source.Task);
    }

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
