using System.Net;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>One end of the pipe to user code or from it, in the form that a pump reads and writes.</summary>
internal abstract class OneWayWire : Wire
{
    public override IPEndPoint? RemoteEndPoint => null;

    public override IPEndPoint? LocalEndPoint => null;

    public override bool IsQuiet => true;

    public override ValueTask<WireResult> ReadAsync(Memory<byte> buffer) => throw new NotSupportedException();

    public override ValueTask<WireResult> WaitReadableAsync() => throw new NotSupportedException();

    public override ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes) => throw new NotSupportedException();

    public override void ShutdownWrite()
    {
    }

    public override void CancelReads()
    {
    }

    public override void ResumeReads()
    {
    }

    public override void Close()
    {
    }

    public override void Abort()
    {
    }
}
