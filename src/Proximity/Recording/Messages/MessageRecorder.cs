using Proximity.Flows;

namespace Proximity.Recording;

/// <summary>Records the messages of one direction on a flow, within the bounds that WebSocket messages have. Thread-safe.</summary>
/// <param name="flow">The flow; null to record nothing.</param>
/// <param name="direction">Which way they go.</param>
/// <param name="recordBytes">The most payload bytes that the flow keeps of both directions.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class MessageRecorder(Flow? flow, MessageDirection direction, int recordBytes, TimeProvider timeProvider)
{
    private const int MaxMessages = 1000;

    /// <summary>How many of the longest messages there is room for at least.</summary>
    private const int LongestMessages = 4;

    /// <summary>How many bytes of a message are kept.</summary>
    public int MessageBytes => recordBytes / LongestMessages;

    /// <summary>Which way they go.</summary>
    public MessageDirection Direction => direction;

    /// <summary>A message has passed, or has met another fate.</summary>
    /// <param name="cut">What it is.</param>
    /// <param name="state">What became of it.</param>
    public void Add(MessageCut cut, MessageState state)
    {
        if (flow is null || cut.Kind is null)
        {
            return;
        }

        ReadOnlyMemory<byte> kept = cut.Payload.Length <= MessageBytes ? cut.Payload : cut.Payload[..MessageBytes].ToArray();
        (FlowMessage message, long difference) = FlowFacts.NeedMessages(flow, MaxMessages, recordBytes).Add(
            (Owner: this, Cut: cut, State: state, Kept: kept),
            static (added, number) => added.Owner.Make(added.Cut, added.State, added.Kept, number));
        FlowFacts.AddMessage(flow, message, difference);
    }

    /// <summary>User code has changed what passes.</summary>
    public void NoteModified() => FlowFacts.Modify(flow, isModified: true);

    private FlowMessage Make(MessageCut cut, MessageState state, ReadOnlyMemory<byte> kept, long number)
        => new(direction, cut.Kind!.Value, kept, cut.Length)
        {
            Number = number,
            Time = timeProvider.GetLocalNow(),
            State = state,
            IsComplete = cut.IsComplete,
            IsEncoded = cut.IsEncoded,
            EventType = cut.EventType,
            EventId = cut.EventId,
        };
}
