using System.Net;
using Proximity.Flows;

namespace Proximity.Wires;

/// <summary>
/// Duplex bytes to one peer. One read and one write may be under way at the same time, never two of a kind. Failures are results, not
/// exceptions. <see cref="Close"/>, <see cref="Abort"/> and <see cref="CancelReads"/> may be called from any thread, repeatedly.
/// </summary>
internal abstract class Wire : IDisposable
{
    /// <summary>The peer's address, where the transport has one.</summary>
    public abstract IPEndPoint? RemoteEndPoint { get; }

    /// <summary>Our own address, where the transport has one.</summary>
    public abstract IPEndPoint? LocalEndPoint { get; }

    /// <summary>The HTTP/2 stream that the bytes are a rendering of; null where they are those of a connection.</summary>
    public virtual StreamIdentity? Http2Stream => null;

    /// <summary>Reads at least one byte into a non-empty buffer; a count of 0 is the end of the stream.</summary>
    public abstract ValueTask<WireResult> ReadAsync(Memory<byte> buffer);

    /// <summary>Waits until a read would find bytes, the end or an error, without holding a buffer.</summary>
    public abstract ValueTask<WireResult> WaitReadableAsync();

    /// <summary>True where such a wait before a read costs nothing.</summary>
    public virtual bool CanWaitForFree => false;

    /// <summary>Writes every byte, or fails.</summary>
    public abstract ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>
    /// Writes every byte, or fails; or takes the bytes over to write them soon, in their order, and says at once that they are written.
    /// When that fails, later calls do: reads, writes and <see cref="FlushAsync"/>. For a last piece whose writer has nothing to do but to
    /// wait for what comes next.
    /// </summary>
    public virtual ValueTask<WireResult> QueueWriteAsync(ReadOnlyMemory<byte> bytes) => WriteAsync(bytes);

    /// <summary>
    /// Waits until what was written behind is written, or has failed; no other write may be under way. Closing before that may lose it, and
    /// the peer sees that then.
    /// </summary>
    public virtual ValueTask<WireResult> FlushAsync() => new(new WireResult(0));

    /// <summary>Ends our side of the stream; reading goes on.</summary>
    public abstract void ShutdownWrite();

    /// <summary>
    /// Ends the pending read and every later one with <see cref="WireError.Canceled"/>, until <see cref="ResumeReads"/>; writing goes on.
    /// </summary>
    public abstract void CancelReads();

    /// <summary>Lets reads be made again after a cancellation; call only while none is pending.</summary>
    public abstract void ResumeReads();

    /// <summary>True when neither bytes nor an end nor an error wait to be read: an idle origin connection may be used again.</summary>
    public abstract bool IsQuiet { get; }

    /// <summary>
    /// The same, asked of the system now: what has come but was not announced yet counts. For what could not be repeated on another
    /// connection.
    /// </summary>
    public virtual bool IsQuietForSure => IsQuiet;

    /// <summary>
    /// Has an observer called once the wire is no longer quiet, until <see cref="StopObserving"/>. False when it is not quiet already, as
    /// far as can be seen without reading. Only its owner calls this, while no read is pending.
    /// </summary>
    public virtual bool TryObserve(IQuietObserver quietObserver) => IsQuiet;

    /// <summary>The observer is called no more, but for a call that is under way.</summary>
    public virtual void StopObserving()
    {
    }

    /// <summary>
    /// True when nothing at all has come, whatever it means: the peer was there a moment ago. A wire may be quiet without being silent.
    /// Changes nothing.
    /// </summary>
    public virtual bool IsSilent => IsQuiet;

    /// <summary>
    /// Has this called when the peer breaks the connection off, or has already, though nobody reads; it takes the place of what was to be
    /// called before. It must neither block nor throw. Bytes and an end of the stream are no break: a peer that has said its last may still
    /// listen. A transport that cannot know without reading never calls it.
    /// </summary>
    public virtual void WatchForBreak(Action onBroken)
    {
    }

    /// <summary>
    /// Has this called whenever the peer shows that it is there though nothing moves on this wire, as by a PING on an HTTP/2 connection;
    /// null ends that. It must neither block nor throw.
    /// </summary>
    public virtual void WatchForLife(Action? onLife)
    {
    }

    /// <summary>What wires that are best used together have in common; null where it makes no difference.</summary>
    public virtual object? Affinity => null;

    /// <summary>A bridge from this wire to another; null when there is none between the two.</summary>
    public virtual WireBridge? BridgeTo(Wire sink) => null;

    /// <summary>Runs this soon, where the wire's events are handled, and never on the caller's stack. The action must not throw.</summary>
    public virtual void RunInTurn(Action action) => ThreadPool.UnsafeQueueUserWorkItem(static run => run(), action, preferLocal: false);

    /// <summary>Takes on another affinity, if it can; call only while no read or write is pending.</summary>
    public virtual void Join(object? affinity)
    {
    }

    /// <summary>
    /// Announces the end of this message to the peer by <see cref="SendHeldEnd"/>, or when the wire is closed, and not with the message's
    /// last byte: the peer's next message then comes after all that is done before. For wires that carry one message; others do nothing.
    /// </summary>
    public virtual void HoldEnd()
    {
    }

    /// <summary>Announces an end that is held, of a message that is whole; no write may be under way.</summary>
    public virtual void SendHeldEnd()
    {
    }

    /// <summary>Closes in order: what was written still arrives.</summary>
    public abstract void Close();

    /// <summary>Breaks the connection off, so that the peer sees that the message is not whole.</summary>
    public abstract void Abort();

    /// <summary>The same as <see cref="Close"/>.</summary>
    public void Dispose() => Close();
}
