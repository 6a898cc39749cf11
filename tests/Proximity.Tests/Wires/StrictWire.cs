using System.Net;
using Proximity.Flows;
using Proximity.Wires;

namespace Proximity.Tests.Wires;

/// <summary>
/// Behaves like the wire it wraps, and notes what no wire may be asked for: a second operation of a kind while one is under way, bytes
/// that change while they are written, an end of our side in the midst of a write, and any use once its owner has closed it. What a wire
/// in memory forgives, one of an event loop does not.
/// </summary>
/// <param name="inner">What is wrapped.</param>
/// <param name="note">Told of each misuse, which throws as well; null for <see cref="WireMisuse"/>.</param>
internal sealed class StrictWire(Wire inner, Action<string>? note = null) : Wire
{
    private readonly Wire inner = inner;
    private int reading;
    private int writing;
    private volatile bool hasEndedWrites;
    private volatile bool isClosed;

    /// <summary>True once it was closed or aborted.</summary>
    public bool HasEnded { get; private set; }

    public override IPEndPoint? RemoteEndPoint => inner.RemoteEndPoint;

    public override IPEndPoint? LocalEndPoint => inner.LocalEndPoint;

    public override StreamIdentity? Http2Stream => inner.Http2Stream;

    public override bool IsQuiet => inner.IsQuiet;

    public override bool IsQuietForSure => inner.IsQuietForSure;

    public override bool IsSilent => inner.IsSilent;

    public override bool TryObserve(IQuietObserver quietObserver)
    {
        Require(Volatile.Read(ref reading) == 0, "a wire is observed while a read is under way");
        return inner.TryObserve(quietObserver);
    }

    public override void StopObserving() => inner.StopObserving();

    public override void WatchForBreak(Action onBroken) => inner.WatchForBreak(onBroken);

    public override void WatchForLife(Action? onLife) => inner.WatchForLife(onLife);

    public override bool CanWaitForFree => inner.CanWaitForFree;

    public override object? Affinity => inner.Affinity;

    public override void HoldEnd() => inner.HoldEnd();

    public override void SendHeldEnd()
    {
        Require(Volatile.Read(ref writing) == 0, "a message ends in the midst of a write");
        inner.SendHeldEnd();
    }

    public override void RunInTurn(Action action) => inner.RunInTurn(action);

    public override async ValueTask<WireResult> ReadAsync(Memory<byte> buffer)
    {
        BeginRead();
        try
        {
            WireResult result = await inner.ReadAsync(buffer).ConfigureAwait(false);
            Require(result.Count <= buffer.Length, "more was read than there was room for");
            return result;
        }
        finally
        {
            EndRead();
        }
    }

    public override async ValueTask<WireResult> WaitReadableAsync()
    {
        BeginRead();
        try
        {
            return await inner.WaitReadableAsync().ConfigureAwait(false);
        }
        finally
        {
            EndRead();
        }
    }

    public override ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes) => WriteAsync(bytes, inner.WriteAsync);

    public override ValueTask<WireResult> QueueWriteAsync(ReadOnlyMemory<byte> bytes) => WriteAsync(bytes, inner.QueueWriteAsync);

    /// <summary>Also behind the close: TLS closes the wire underneath, whose owner then sees that nothing is left to be sent.</summary>
    public override async ValueTask<WireResult> FlushAsync()
    {
        Require(Interlocked.Exchange(ref writing, 1) == 0, "a flush while a write is under way");
        try
        {
            return await inner.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            EndWrite();
        }
    }

    public override void ShutdownWrite()
    {
        Require(Volatile.Read(ref writing) == 0, "our side ends in the midst of a write");
        hasEndedWrites = true;
        inner.ShutdownWrite();
    }

    public override void CancelReads() => inner.CancelReads();

    public override void ResumeReads()
    {
        Require(Volatile.Read(ref reading) == 0, "reads are resumed while one is under way");
        inner.ResumeReads();
    }

    public override void Join(object? affinity)
    {
        Require(Volatile.Read(ref reading) == 0 && Volatile.Read(ref writing) == 0, "a wire moves while an operation is under way");
        inner.Join(affinity);
    }

    public override WireBridge? BridgeTo(Wire sink)
        => sink is StrictWire other && inner.BridgeTo(other.inner) is { } bridge ? new StrictBridge(bridge, this, other) : null;

    public override void Close()
    {
        Require(Volatile.Read(ref writing) == 0, "a wire is closed in order in the midst of a write");
        HasEnded = isClosed = true;
        inner.Close();
    }

    public override void Abort()
    {
        HasEnded = true;
        inner.Abort();
    }

    private async ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes, Func<ReadOnlyMemory<byte>, ValueTask<WireResult>> write)
    {
        BeginWrite();
        try
        {
            Require(!hasEndedWrites, "a write behind the end of our side");
            byte[] before = bytes.ToArray();
            WireResult result = await write(bytes).ConfigureAwait(false);
            Require(bytes.Span.SequenceEqual(before), "the bytes changed while they were written");
            Require(!result.IsOk || result.Count == bytes.Length, "a write ended well, and not whole");
            return result;
        }
        finally
        {
            EndWrite();
        }
    }

    private void BeginRead()
    {
        Require(!isClosed, "a read from a wire that its owner has closed");
        Require(Interlocked.Exchange(ref reading, 1) == 0, "a read while one is under way");
    }

    private void EndRead() => Volatile.Write(ref reading, 0);

    private void BeginWrite()
    {
        Require(!isClosed, "a write to a wire that its owner has closed");
        Require(Interlocked.Exchange(ref writing, 1) == 0, "a write while one is under way");
    }

    private void EndWrite() => Volatile.Write(ref writing, 0);

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            (note ?? WireMisuse.Note)(otherwise);
            throw new InvalidOperationException(otherwise);
        }
    }

    /// <summary>A move is a read of its source, and a write of its sink.</summary>
    private sealed class StrictBridge(WireBridge inner, StrictWire source, StrictWire sink) : WireBridge
    {
        public override async ValueTask<BridgeMove> MoveAsync(long limit, Action onProgress)
        {
            source.BeginRead();
            sink.BeginWrite();
            try
            {
                return await inner.MoveAsync(limit, onProgress).ConfigureAwait(false);
            }
            finally
            {
                sink.EndWrite();
                source.EndRead();
            }
        }
    }
}
