namespace Proximity.Flows;

/// <summary>The newest messages of one flow, put together of its events.</summary>
internal sealed class MessageFold
{
    private const int MostMessages = 1000;
    private const long MostBytes = 256 * 1024;

    private readonly List<FlowMessage> messages = [];
    private long bytes;

    /// <summary>The messages, in the order of their numbers.</summary>
    public IReadOnlyList<FlowMessage> Messages => messages.ToArray();

    /// <summary>The same as a flow shows them that is a WebSocket connection.</summary>
    public IReadOnlyList<RecordedWebSocketMessage> WebSocketMessages => [.. messages.Select(RecordedWebSocketMessage.Of)];

    /// <summary>Those of two directions may come in another order than their numbers.</summary>
    public void Add(FlowMessage message)
    {
        int place = messages.Count;
        while (place > 0 && messages[place - 1].Number > message.Number)
        {
            place--;
        }

        messages.Insert(place, message);
        bytes += message.Payload.Length;
        while (messages.Count > MostMessages || (bytes > MostBytes && messages.Count > 1))
        {
            bytes -= messages[0].Payload.Length;
            messages.RemoveAt(0);
        }
    }
}
