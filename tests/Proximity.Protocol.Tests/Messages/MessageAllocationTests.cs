using Proximity.Protocol.Messages;
using Proximity.TestsOfAll;

namespace Proximity.Protocol.Tests.Messages;

/// <summary>Reading messages as they stream allocates nothing once it is under way.</summary>
public class MessageAllocationTests
{
    private const int Rounds = 200;

    [Fact]
    public void ServerSentEvents_AllocateNothing()
    {
        byte[] first = [.. "id: 17\nevent: add\ndata: {\"a\":1}\ndata: {\"b\":2}\nretry: 30\n\n: ping\r\n\r\n"u8];
        byte[] stream = [.. first, .. "data: "u8, .. new byte[3000], .. "\n\n"u8];
        using var parser = new SseParser(new BufferPool(), 2000);
        AssertAllocatesNothing(() => ReadEvents(parser, stream, stream.Length));
        AssertAllocatesNothing(() => ReadEvents(parser, stream, 7));
    }

    [Fact]
    public void GrpcMessages_AllocateNothing()
    {
        byte[] body = [0, 0, 0, 1, 0, .. new byte[256], 1, 0, 0, 0, 2, 1, 2];
        var parser = new GrpcMessageParser(100, isWeb: false);
        AssertAllocatesNothing(() => ReadMessages(parser, body, body.Length));
        AssertAllocatesNothing(() => ReadMessages(parser, body, 7));
    }

    private static void AssertAllocatesNothing(Func<int> read)
    {
        // The first rounds fill the thread's spare buffers.
        int expected = read();
        Assert.Equal(expected, read());
        Assert.Equal(2, expected);
        long allocated = Allocations.OfRound(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                read();
            }
        });

        Assert.Equal(0, allocated);
    }

    /// <summary>How many events and long blocks have ended.</summary>
    private static int ReadEvents(SseParser parser, byte[] stream, int pieceLength)
    {
        int count = 0;
        for (int at = 0; at < stream.Length; at += pieceLength)
        {
            ReadOnlySpan<byte> piece = stream.AsSpan(at, Math.Min(pieceLength, stream.Length - at));
            SseStep step;
            while ((step = parser.Read(piece, out int consumed, out _)) != SseStep.NeedMore)
            {
                piece = piece[consumed..];
                count += step is SseStep.Event or SseStep.LongEnd ? 1 : 0;
            }
        }

        return count;
    }

    private static int ReadMessages(GrpcMessageParser parser, byte[] body, int pieceLength)
    {
        int count = 0;
        for (int at = 0; at < body.Length; at += pieceLength)
        {
            ReadOnlySpan<byte> piece = body.AsSpan(at, Math.Min(pieceLength, body.Length - at));
            GrpcStep step;
            while ((step = parser.Read(piece, out int consumed, out _)) != GrpcStep.NeedMore)
            {
                piece = piece[consumed..];
                count += step == GrpcStep.End ? 1 : 0;
            }
        }

        return count;
    }
}
