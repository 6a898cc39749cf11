using System.Net;
using Proximity.Wires;

namespace Proximity.Tests.Exchanges;

/// <summary>A wire on which nothing moves, and that remembers what was done to it.</summary>
internal class RecordingWire : Wire
{
    private Action? onBroken;

    public bool AreReadsCanceled { get; private set; }

    public bool IsAborted { get; private set; }

    /// <summary>Called within <see cref="CancelReads"/>, before it takes effect.</summary>
    public Action? OnCancel { get; set; }

    public override IPEndPoint? RemoteEndPoint => null;

    public override IPEndPoint? LocalEndPoint => null;

    public override bool IsQuiet => true;

    public override ValueTask<WireResult> ReadAsync(Memory<byte> buffer) => new(new WireResult(0));

    public override ValueTask<WireResult> WaitReadableAsync() => new(new WireResult(0));

    public override ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes) => new(new WireResult(bytes.Length));

    public override void ShutdownWrite()
    {
    }

    public override void CancelReads()
    {
        OnCancel?.Invoke();
        AreReadsCanceled = true;
    }

    public override void ResumeReads() => AreReadsCanceled = false;

    public override void RunInTurn(Action action) => action();

    public override void WatchForBreak(Action onBroken) => this.onBroken = onBroken;

    public override void Close()
    {
    }

    public override void Abort() => IsAborted = true;

    /// <summary>The peer resets the connection.</summary>
    public void Break() => onBroken?.Invoke();
}
