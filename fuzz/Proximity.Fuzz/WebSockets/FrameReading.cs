using Proximity.Protocol;
using Proximity.Protocol.WebSockets;

namespace Proximity.Fuzz.WebSockets;

/// <summary>Feeds frames to a reader in pieces of one size and keeps what it said.</summary>
internal sealed class FrameReading
{
    private readonly List<ReadItem> items = [];

    /// <summary>Messages and control frames, in the order in which they ended.</summary>
    public IReadOnlyList<ReadItem> Items => items;

    public FrameProblems Problems { get; private set; }

    /// <summary>How it ended: need more or unreadable.</summary>
    public MessageStep End { get; private set; }

    /// <summary>True when a caller that asked to stop beyond a bound, because it shows messages to callbacks, ends the connection here: at a long message, or at the first broken rule.</summary>
    public bool IsRefused { get; private set; }

    public static FrameReading Read(ReadOnlySpan<byte> frames, in MessageReaderSettings settings, int pieceLength, BufferPool pool)
    {
        var reading = new FrameReading();
        using var reader = new MessageReader(pool, settings);
        for (int at = 0; at < frames.Length && reading is { End: MessageStep.NeedMore, IsRefused: false }; at += pieceLength)
        {
            reading.Feed(reader, frames[at..Math.Min(frames.Length, at + pieceLength)], settings.StopsBeyond);
        }

        return reading;
    }

    private void Feed(MessageReader reader, ReadOnlySpan<byte> piece, bool stops)
    {
        MessageStep step = MessageStep.Frame;
        while (step is MessageStep.Frame or MessageStep.Message or MessageStep.Control)
        {
            step = reader.Read(piece, out int consumed);
            Demand.True(consumed <= piece.Length, "more was consumed than there was");
            piece = piece[consumed..];
            FrameProblems told = reader.TakeProblems();
            Demand.Same(FrameProblems.None, told & Problems, "problems told twice");
            Problems |= told;
            IsRefused = stops && (Problems != FrameProblems.None || step == MessageStep.TooLong);
            if (IsRefused)
            {
                return;
            }

            if (step == MessageStep.Message)
            {
                items.Add(new ReadItem(reader.MessageOpcode, Convert.ToHexString(reader.Payload), reader.Length, reader.IsCompressed, reader.IsEncoded));
                reader.Forget();
            }
            else if (step == MessageStep.Control)
            {
                items.Add(new ReadItem(reader.ControlOpcode, Convert.ToHexString(reader.ControlPayload), reader.ControlPayload.Length, IsCompressed: false, IsEncoded: false));
            }
        }

        Demand.True(step != MessageStep.NeedMore || piece.IsEmpty, "the reader wants more and leaves bytes unread");
        End = step;
    }
}
