using Proximity.Content;
using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Protocol.Heads;

namespace Proximity.Recording;

/// <summary>Says which bodies have messages that are recorded as they pass.</summary>
/// <param name="codings">The codings that are known.</param>
/// <param name="pool">Lends what is held.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class MessageTaps(ContentCodings codings, BufferPool pool, TimeProvider timeProvider)
{
    /// <summary>So much of a block is read in any case: its fields have to be found.</summary>
    private const int LeastHeldBytes = 4 * 1024;

    /// <summary>Records what goes one way.</summary>
    /// <param name="flow">Where it is recorded; null for nowhere.</param>
    /// <param name="direction">Which way it goes.</param>
    /// <param name="recordBytes">The most payload bytes that the flow keeps.</param>
    public MessageRecorder Recorder(Flow? flow, MessageDirection direction, int recordBytes)
        => new(flow, direction, recordBytes, timeProvider);

    /// <summary>Cuts a body of this format.</summary>
    /// <param name="format">How it is cut.</param>
    /// <param name="maxBytes">The most bytes of a message that are held.</param>
    public MessageCutter Cutter(MessageFormat format, int maxBytes) => MessageCutter.Of(format, codings, pool, maxBytes);

    /// <summary>What reads a body along; null when it has no messages, or none can be read.</summary>
    /// <param name="flow">Where they are recorded; null for nowhere.</param>
    /// <param name="direction">Which way the body goes.</param>
    /// <param name="head">The head that goes before it.</param>
    /// <param name="recordBytes">The most payload bytes that the flow keeps.</param>
    public MessageTap? Of(Flow? flow, MessageDirection direction, Head head, int recordBytes)
    {
        if (flow is null || MessageFormat.Of(head) is not { } format)
        {
            return null;
        }

        ContentChain chain = codings.Resolve(CodingNames.Of(head));
        if (chain.UnknownCoding is not null || chain.IsTooDeep)
        {
            return null;
        }

        MessageRecorder recorder = Recorder(flow, direction, recordBytes);
        IContentDecoder? decoder = chain.Codings.Count > 0 ? chain.CreateDecoder() : null;
        return new MessageTap(Cutter(format, Math.Max(LeastHeldBytes, recorder.MessageBytes)), decoder, recorder);
    }
}
