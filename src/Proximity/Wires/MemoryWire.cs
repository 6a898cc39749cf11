using System.IO.Pipelines;
using System.Net;

namespace Proximity.Wires;

/// <summary>
/// One end of a connection that exists in memory only, with the same manners as a socket: bounded buffering, half-close and reset.
/// </summary>
internal sealed class MemoryWire : Wire
{
    private static readonly IOException ResetCause = new("The connection was reset by its other end.");

    private readonly PipeReader reader;
    private readonly PipeWriter writer;

    /// <summary>Closing takes the pipe's memory away: not while it is being read.</summary>
    private readonly Lock readGate = new();
    private volatile CancellationTokenSource readCancellation = new();
    private MemoryWire peer = null!;
    private volatile IQuietObserver? observer;
    private Action? onBroken;
    private volatile bool isBroken;
    private int closed;
    private bool isReading;

    private MemoryWire(PipeReader reader, PipeWriter writer)
    {
        this.reader = reader;
        this.writer = writer;
    }

    public override IPEndPoint? RemoteEndPoint { get; } = new(IPAddress.Loopback, 1);

    public override IPEndPoint? LocalEndPoint { get; } = new(IPAddress.Loopback, 2);

    /// <summary>True once this end was closed or aborted.</summary>
    public bool IsClosed => Volatile.Read(ref closed) != 0;

    public override bool IsQuiet
    {
        get
        {
            try
            {
                lock (readGate)
                {
                    // A read that is under way would have what is there.
                    if (IsClosed || Volatile.Read(ref isReading) || !reader.TryRead(out ReadResult result))
                    {
                        return !IsClosed;
                    }

                    bool quiet = result.Buffer.IsEmpty && !result.IsCompleted;
                    reader.AdvanceTo(result.Buffer.Start);
                    return quiet;
                }
            }
            catch (IOException)
            {
                // The other end has broken it off.
                return false;
            }
        }
    }

    /// <summary>A connected pair.</summary>
    /// <param name="windowBytes">How many unread bytes one direction holds before writing waits.</param>
    public static (MemoryWire Near, MemoryWire Far) CreatePair(int windowBytes = 64 * 1024)
    {
        var options = new PipeOptions(
            pauseWriterThreshold: windowBytes, resumeWriterThreshold: Math.Max(1, windowBytes / 2), useSynchronizationContext: false);
        var forth = new Pipe(options);
        var back = new Pipe(options);
        var near = new MemoryWire(back.Reader, forth.Writer);
        var far = new MemoryWire(forth.Reader, back.Writer);
        (near.peer, far.peer) = (far, near);
        return (near, far);
    }

    public override async ValueTask<WireResult> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            Volatile.Write(ref isReading, true);
            ReadResult result = await reader.ReadAsync(readCancellation.Token).ConfigureAwait(false);
            lock (readGate)
            {
                return IsClosed ? WireResult.Failure(WireError.Closed) : Take(result, buffer.Span);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException)
        {
            return Classify(exception);
        }
        finally
        {
            Volatile.Write(ref isReading, false);
        }
    }

    private WireResult Take(in ReadResult result, Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, result.Buffer.Length);
        var taken = result.Buffer.Slice(0, count);
        System.Buffers.BuffersExtensions.CopyTo(taken, buffer);
        reader.AdvanceTo(taken.End);
        return new WireResult(count);
    }

    public override ValueTask<WireResult> WaitReadableAsync() => ReadAsync(Memory<byte>.Empty);

    public override async ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            ValueTask<FlushResult> write = writer.WriteAsync(bytes);
            peer.observer?.OnDisturbed();
            FlushResult result = await write.ConfigureAwait(false);
            return result.IsCanceled ? WireResult.Failure(WireError.Closed)
                : result.IsCompleted ? WireResult.Failure(WireError.Reset, ResetCause)
                : new WireResult(bytes.Length);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            return Classify(exception);
        }
    }

    public override bool TryObserve(IQuietObserver quietObserver)
    {
        observer = quietObserver;
        Interlocked.MemoryBarrier();
        return IsQuiet;
    }

    public override void StopObserving() => observer = null;

    public override void ShutdownWrite()
    {
        writer.Complete();
        peer.observer?.OnDisturbed();
    }

    public override void CancelReads() => readCancellation.Cancel();

    public override void ResumeReads()
    {
        if (readCancellation.IsCancellationRequested)
        {
            readCancellation = new CancellationTokenSource();
        }
    }

    public override void Close() => End(null);

    public override void Abort() => End(ResetCause);

    public override void WatchForBreak(Action onBroken)
    {
        Interlocked.Exchange(ref this.onBroken, onBroken);
        if (isBroken)
        {
            onBroken();
        }
    }

    private void End(Exception? cause)
    {
        if (Interlocked.Exchange(ref closed, 1) != 0)
        {
            return;
        }

        // Cancelling first lets a pending read on this end finish before its pipe goes, and a write that waits for the other end to read.
        readCancellation.Cancel();
        writer.CancelPendingFlush();
        writer.Complete(cause);
        lock (readGate)
        {
            reader.Complete(cause);
        }

        if (cause is not null)
        {
            peer.reader.CancelPendingRead();
            peer.isBroken = true;
            Interlocked.MemoryBarrier();
            Volatile.Read(ref peer.onBroken)?.Invoke();
        }

        peer.observer?.OnDisturbed();
    }

    private WireResult Classify(Exception exception) => exception switch
    {
        _ when IsClosed => WireResult.Failure(WireError.Closed, exception),
        OperationCanceledException => WireResult.Failure(WireError.Canceled, exception),
        IOException => WireResult.Failure(WireError.Reset, exception),
        _ => WireResult.Failure(WireError.Failed, exception),
    };
}
