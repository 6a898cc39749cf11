using Proximity.Protocol;
using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Connections;

namespace Proximity.Fuzz.Http2;

/// <summary>
/// What an HTTP/2 peer sends gives the same events, and the same frames in answer, however its bytes arrive, and each head that is an event
/// is one head in HTTP/1.1 with the same fields.
/// </summary>
/// <remarks>The first byte of an input says what we are: 1 a server, 2 tiny windows, 4 small limits, 8 a drain that has begun.</remarks>
internal sealed class ConnectionTarget : IFuzzTarget
{
    private const int OddPiece = 7;

    private static readonly AbuseLimits Small = new() { Resets = 3, Pings = 3, Settings = 3, EmptyFrames = 3, ContinuationsPerBlock = 3 };

    private readonly BufferPool pool = new();

    public string Name => "http2-connection";

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        byte flags = input[0];
        input = input[1..];
        string whole = Converse(flags, input, Math.Max(1, input.Length));
        Demand.Same(whole, Converse(flags, input, 1), "byte by byte");
        Demand.Same(whole, Converse(flags, input, OddPiece), "in odd pieces");
        Demand.Same(0, pool.Outstanding, "buffers lent in the end");
    }

    private string Converse(byte flags, ReadOnlySpan<byte> input, int pieceLength)
    {
        bool isSmall = (flags & 4) != 0;
        var limits = new Http2Limits
        {
            StreamWindowBytes = (flags & 2) != 0 ? 8 : 65_535,
            ConnectionWindowBytes = 65_535,
            MaxHeaderListBytes = isSmall ? 256 : 64 * 1024,
            MaxConcurrentStreams = isSmall ? 2 : 100,
            EnableConnectProtocol = true,
            Abuse = isSmall ? Small : AbuseLimits.Default,
        };
        var peer = new Conversation(pool, (flags & 1) != 0 ? Http2Role.Server : Http2Role.Client, limits);
        peer.Begin(isDraining: (flags & 8) != 0);
        for (int at = 0; at < input.Length; at += pieceLength)
        {
            peer.Feed(input[at..Math.Min(input.Length, at + pieceLength)]);
        }

        return peer.End();
    }
}
