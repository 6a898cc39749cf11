using System.Net;
using Proximity.Wires;

namespace Proximity.Http2.Tests.Rig;

/// <summary>A wire that notes when it is kept for its next exchange, and when the end of its message is held and sent.</summary>
internal sealed class NotingWire(Wire inner, EventLog events) : Wire
{
    public override IPEndPoint? RemoteEndPoint => inner.RemoteEndPoint;

    public override IPEndPoint? LocalEndPoint => inner.LocalEndPoint;

    public override bool IsQuiet => inner.IsQuiet;

    public override ValueTask<WireResult> ReadAsync(Memory<byte> buffer) => inner.ReadAsync(buffer);

    public override ValueTask<WireResult> WaitReadableAsync() => inner.WaitReadableAsync();

    public override ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes) => inner.WriteAsync(bytes);

    public override bool TryObserve(IQuietObserver quietObserver)
    {
        events.Note("the connection is kept");
        return inner.TryObserve(quietObserver);
    }

    public override void StopObserving() => inner.StopObserving();

    public override void HoldEnd() => events.Note("the end is held");

    public override void SendHeldEnd() => events.Note("the end is sent");

    public override void ShutdownWrite() => inner.ShutdownWrite();

    public override void CancelReads() => inner.CancelReads();

    public override void ResumeReads() => inner.ResumeReads();

    public override void Close() => inner.Close();

    public override void Abort() => inner.Abort();
}
