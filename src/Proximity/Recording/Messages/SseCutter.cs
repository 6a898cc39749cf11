using System.Text;
using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Protocol.Messages;

namespace Proximity.Recording;

/// <summary>Cuts an event stream into its blocks. One without data is no message: clients get no event of it.</summary>
internal sealed class SseCutter(BufferPool pool, int maxBytes) : MessageCutter
{
    private readonly SseParser parser = new(pool, maxBytes);
    private MessageCut? begun;

    public override MessageCut? Next(ReadOnlySpan<byte> bytes, out int consumed)
    {
        SseStep step = parser.Read(bytes, out consumed, out SseBlock block);
        switch (step)
        {
            case SseStep.NeedMore:
                return null;
            case SseStep.Event:
                return Cut(block, block.Raw.ToArray());
            case SseStep.LongBegin:
                begun = Cut(block, default);
                return new MessageCut(block.Raw.ToArray()) { IsPartial = true };
            case SseStep.LongPiece:
                return new MessageCut(block.Raw.ToArray()) { IsPartial = true };
            case SseStep.LongEnd:
                MessageCut? ended = begun;
                begun = null;
                return ended! with { Raw = block.Raw.ToArray(), Length = Math.Max(parser.Length, ended.Payload.Length + 1) };
            default:
                return new MessageCut(block.Raw.ToArray());
        }
    }

    public override MessageCut? Finish()
    {
        if (parser.Finish(out SseBlock block) == SseStep.NeedMore)
        {
            return null;
        }

        MessageCut cut = begun ?? (block.HasData ? Cut(block, default) : new MessageCut(default(ReadOnlyMemory<byte>)));
        return cut with { Raw = block.Raw.ToArray(), IsComplete = false, Length = Math.Max(cut.Length, cut.Payload.Length) };
    }

    public override void Dispose() => parser.Dispose();

    private static MessageCut Cut(in SseBlock block, ReadOnlyMemory<byte> raw)
    {
        byte[] data = block.Data.ToArray();
        return new MessageCut(raw)
        {
            Kind = MessageKind.ServerSentEvent,
            Payload = data,
            Length = data.Length,
            EventType = block.Type.IsEmpty ? null : Encoding.UTF8.GetString(block.Type),
            EventId = block.HasId ? Encoding.UTF8.GetString(block.Id) : null,
            RetryMilliseconds = block.RetryMilliseconds,
        };
    }
}
