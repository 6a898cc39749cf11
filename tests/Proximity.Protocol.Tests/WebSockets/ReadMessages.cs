using System.Text;
using Proximity.Protocol.WebSockets;

namespace Proximity.Protocol.Tests.WebSockets;

/// <summary>Feeds frames to a reader, whole or cut, and keeps what it said, a line for each end of a message or control frame.</summary>
internal sealed class ReadMessages
{
    public static readonly MessageReaderSettings FromOrigin = new(IsFromClient: false, Deflate: null, IsOpaque: false, KeptBytes: 1 << 20, StopsBeyond: false);

    public static readonly MessageReaderSettings FromClient = FromOrigin with { IsFromClient = true };

    public static readonly MessageReaderSettings Deflated = FromOrigin with { Deflate = new DeflateParameters(NoContextTakeover: false, 15) };

    public List<string> Lines { get; } = [];

    public FrameProblems Problems { get; private set; }

    /// <summary>The lines, which are the same whole, at every cut into two, and byte by byte; so are the problems.</summary>
    public static ReadMessages AtEverySplit(MessageReaderSettings settings, params byte[] frames)
    {
        ReadMessages whole = Of(settings, frames);
        for (int cut = 0; cut <= frames.Length; cut++)
        {
            Assert.Equal(whole.ToString(), Of(settings, frames[..cut], frames[cut..]).ToString());
        }

        Assert.Equal(whole.ToString(), Of(settings, [.. frames.Select(value => new[] { value })]).ToString());
        return whole;
    }

    public static ReadMessages Of(MessageReaderSettings settings, params byte[][] pieces)
    {
        var pool = new BufferPool();
        var read = new ReadMessages();
        using (var reader = new MessageReader(pool, settings))
        {
            foreach (byte[] piece in pieces)
            {
                read.Feed(reader, piece);
            }
        }

        Assert.Equal(0, pool.Outstanding);
        return read;
    }

    public override string ToString() => $"{string.Join(" | ", Lines)} ({Problems})";

    private void Feed(MessageReader reader, ReadOnlySpan<byte> piece)
    {
        MessageStep step;
        do
        {
            step = reader.Read(piece, out int consumed);
            piece = piece[consumed..];
            Problems |= reader.TakeProblems();
            switch (step)
            {
                case MessageStep.Message:
                    Lines.Add($"{reader.MessageOpcode} {reader.Length} {Encoding.Latin1.GetString(reader.Payload)}{(reader.IsEncoded ? " encoded" : "")}");
                    reader.Forget();
                    break;
                case MessageStep.Control:
                    Lines.Add($"{reader.ControlOpcode} {Encoding.Latin1.GetString(reader.ControlPayload)}");
                    break;
                case MessageStep.TooLong or MessageStep.Unreadable:
                    Lines.Add(step.ToString());
                    return;
            }
        }
        while (step != MessageStep.NeedMore);
    }
}
