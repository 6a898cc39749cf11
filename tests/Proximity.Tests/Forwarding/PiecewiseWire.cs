using Proximity.Tests.Exchanges;
using Proximity.Wires;

namespace Proximity.Tests.Forwarding;

/// <summary>
/// Gives its bytes piece by piece, and then its end; keeps what is written to it. As a source it notes how much it had given when a
/// bridge was asked for.
/// </summary>
internal sealed class PiecewiseWire(byte[] content, int piece) : RecordingWire
{
    private readonly MemoryStream written = new();
    private int given;

    /// <summary>What was written to it.</summary>
    public byte[] Written => written.ToArray();

    /// <summary>How much it had given when somebody first asked for a bridge; null while nobody has.</summary>
    public int? BridgedAfter { get; private set; }

    /// <summary>After so many written bytes writing fails.</summary>
    public int FailsAfter { get; init; } = int.MaxValue;

    /// <summary>Called after each piece that is written.</summary>
    public Action? OnWritten { get; init; }

    public override ValueTask<WireResult> ReadAsync(Memory<byte> buffer)
    {
        int count = Math.Min(Math.Min(piece, buffer.Length), content.Length - given);
        content.AsMemory(given, count).CopyTo(buffer);
        given += count;
        return new(new WireResult(count));
    }

    public override ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (written.Length + bytes.Length > FailsAfter)
        {
            return new(WireResult.Failure(WireError.Reset));
        }

        written.Write(bytes.Span);
        OnWritten?.Invoke();
        return new(new WireResult(bytes.Length));
    }

    public override WireBridge? BridgeTo(Wire sink)
    {
        BridgedAfter ??= given;
        return null;
    }
}
