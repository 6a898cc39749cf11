using Proximity.Protocol;
using Proximity.Protocol.WebSockets;

namespace Proximity.Fuzz.WebSockets;

/// <summary>
/// Frames give the same messages, control frames and broken rules however their bytes arrive, and what was read without a broken rule, written anew, reads as the same.
/// </summary>
/// <remarks>The first byte of an input says what is known of the direction: 1 from the client, 2 deflate, 4 no context take-over, 8 an unknown extension, 16 a low bound to stop at.</remarks>
internal sealed class WebSocketFramesTarget : IFuzzTarget
{
    private const int OddPiece = 7;
    private const int LowBound = 64;
    private const int HighBound = 1 << 20;
    private const uint Key = 0x3D21FA37;

    private readonly BufferPool pool = new();

    public string Name => "websocket-frames";

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        MessageReaderSettings settings = SettingsOf(input[0]);
        ReadOnlySpan<byte> frames = input[1..];
        var whole = FrameReading.Read(frames, settings, Math.Max(1, frames.Length), pool);
        DemandSame(whole, FrameReading.Read(frames, settings, 1, pool), "byte by byte");
        DemandSame(whole, FrameReading.Read(frames, settings, OddPiece, pool), "in odd pieces");
        if (whole is { Problems: FrameProblems.None, End: MessageStep.NeedMore, IsRefused: false } && !settings.IsOpaque)
        {
            ReadAgain(whole, settings);
        }

        Demand.Same(0, pool.Outstanding, "buffers lent in the end");
    }

    private static MessageReaderSettings SettingsOf(byte flags) => new(
        IsFromClient: (flags & 1) != 0,
        (flags & 2) != 0 ? new DeflateParameters(NoContextTakeover: (flags & 4) != 0, 15) : null,
        IsOpaque: (flags & 8) != 0,
        (flags & 16) != 0 ? LowBound : HighBound,
        StopsBeyond: (flags & 16) != 0);

    private static void DemandSame(FrameReading expected, FrameReading actual, string how)
    {
        Demand.Same(expected.IsRefused, actual.IsRefused, $"{how} the refusal");
        if (!expected.IsRefused)
        {
            Demand.Same(expected.End, actual.End, $"{how} the end");
            Demand.Same(Judged(expected), Judged(actual), $"{how} the broken rules");
        }

        Demand.Same(expected.Items.Count, actual.Items.Count, $"{how} the number of messages");
        foreach ((ReadItem one, ReadItem other) in expected.Items.Zip(actual.Items))
        {
            Demand.Same(one, other, $"{how} a message");
        }
    }

    /// <summary>How much comes out of broken deflate before it is seen to be broken, and whether that much is text, depends on the pieces.</summary>
    private static FrameProblems Judged(FrameReading reading)
        => (reading.Problems & FrameProblems.InvalidDeflate) != 0 ? reading.Problems & ~FrameProblems.InvalidText : reading.Problems;

    private void ReadAgain(FrameReading reading, MessageReaderSettings settings)
    {
        var written = new ByteBuffer(pool);
        foreach (ReadItem item in reading.Items)
        {
            Write(item, settings, written);
        }

        DemandSame(reading, FrameReading.Read(written.Span, settings, OddPiece, pool), "written anew");
        written.Release();
    }

    private void Write(ReadItem item, MessageReaderSettings settings, ByteBuffer output)
    {
        byte[] payload = Convert.FromHexString(item.Payload);
        uint? key = settings.IsFromClient ? Key : null;
        if (!item.IsCompressed)
        {
            FrameWriter.Write(item.Opcode, payload, isCompressed: false, key, output);
            return;
        }

        var compressed = new ByteBuffer(pool);
        MessageDeflater.Write(payload, settings.Deflate!.Value.WindowBits, compressed);
        FrameWriter.Write(item.Opcode, compressed.Span, isCompressed: true, key, output);
        compressed.Release();
    }
}
