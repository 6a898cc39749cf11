using Proximity.Protocol;
using Proximity.Protocol.Messages;

namespace Proximity.Fuzz.Messages;

/// <summary>
/// An event stream gives the same events, ids and reconnection times however its bytes arrive, what is passed on of it is the stream, and
/// its events, written anew, read as the same.
/// </summary>
/// <remarks>The lower half of an input's first byte is an eighth of the longest block; 0 for no limit.</remarks>
internal sealed class ServerSentEventsTarget : IFuzzTarget
{
    private const int OddPiece = 7;
    private const int NoLimit = 1 << 20;

    private readonly BufferPool pool = new();

    public string Name => "server-sent-events";

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        int eighth = input[0] & 0x0F;
        int limit = eighth == 0 ? NoLimit : 8 * eighth;
        ReadOnlySpan<byte> stream = input[1..];
        var whole = SseFeed.Read(stream, limit, Math.Max(1, stream.Length), pool);
        Demand.Same(stream, whole.PassedOn, "what is passed on");
        foreach (int pieceLength in (ReadOnlySpan<int>)[1, OddPiece])
        {
            var pieces = SseFeed.Read(stream, limit, pieceLength, pool);
            Demand.Same(stream, pieces.PassedOn, $"in pieces of {pieceLength} what is passed on");
            DemandSame(whole.Items, pieces.Items, $"in pieces of {pieceLength}");
            pieces.Release();
        }

        ReadAgain([.. whole.Items.Where(item => item.Step == SseStep.Event).Select(item => item.Event)]);
        whole.Release();
        Demand.Same(0, pool.Outstanding, "buffers lent in the end");
    }

    private static void DemandSame<T>(IReadOnlyList<T> expected, IReadOnlyList<T> actual, string how)
    {
        Demand.Same(expected.Count, actual.Count, $"{how} the number of blocks");
        foreach ((T one, T other) in expected.Zip(actual))
        {
            Demand.Same(one, other, $"{how} a block");
        }
    }

    private void ReadAgain(IReadOnlyList<SseEvent> events)
    {
        var written = new ByteBuffer(pool);
        foreach (SseEvent item in events)
        {
            SseWriter.Write(item, written);
        }

        var again = SseFeed.Read(written.Span, NoLimit, OddPiece, pool);
        DemandSame(events, [.. again.Items.Select(item => item.Event)], "written anew");
        again.Release();
        written.Release();
    }
}
