namespace Proximity.Flows;

/// <summary>
/// What passed through a WebSocket connection: the newest messages, within bounds on their number and bytes. Grows while the connection
/// lives, and may be read from any thread meanwhile.
/// </summary>
public sealed class WebSocketRecord
{
    private readonly Lock gate = new();
    private readonly Queue<RecordedWebSocketMessage> messages = new();
    private readonly List<WebSocketNote> notes = [];
    private readonly int maxMessages;
    private readonly long maxBytes;
    private long keptBytes;
    private long toOrigin;
    private long toClient;

    /// <param name="maxMessages">The most messages kept.</param>
    /// <param name="maxBytes">The most payload bytes kept of all of them; the latest message stays in any case.</param>
    internal WebSocketRecord(int maxMessages, long maxBytes)
    {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /// <summary>A snapshot of the messages that are kept, in the order in which they ended.</summary>
    public IReadOnlyList<RecordedWebSocketMessage> Messages
    {
        get
        {
            lock (gate)
            {
                return messages.ToArray();
            }
        }
    }

    /// <summary>A snapshot of what is worth knowing; each is told once for a direction.</summary>
    public IReadOnlyList<WebSocketNote> Notes
    {
        get
        {
            lock (gate)
            {
                return notes.ToArray();
            }
        }
    }

    /// <summary>How many messages went, or were to go, to the origin, those no longer kept and control frames among them.</summary>
    public long ToOriginCount => Volatile.Read(ref toOrigin);

    /// <summary>How many messages went, or were to go, to the client, likewise.</summary>
    public long ToClientCount => Volatile.Read(ref toClient);

    /// <summary>The payload bytes of the messages that are kept.</summary>
    internal long KeptBytes => Volatile.Read(ref keptBytes);

    /// <summary>Numbers a message, which the function makes, and keeps it; the oldest ones make room.</summary>
    internal void Add(WebSocketDirection direction, Func<long, RecordedWebSocketMessage> make)
    {
        lock (gate)
        {
            Count(direction);
            Keep(make(toOrigin + toClient));
        }
    }

    internal void Add(WebSocketNote note)
    {
        lock (gate)
        {
            notes.Add(note);
        }
    }

    /// <summary>Fills a record that was read from a file: it is as the file says, numbers and counts too.</summary>
    internal void Restore(
        IEnumerable<RecordedWebSocketMessage> kept,
        IEnumerable<WebSocketNote> noted,
        long toOriginCount,
        long toClientCount)
    {
        lock (gate)
        {
            foreach (RecordedWebSocketMessage message in kept)
            {
                messages.Enqueue(message);
                keptBytes += message.Payload.Length;
            }

            notes.AddRange(noted);
            (toOrigin, toClient) = (toOriginCount, toClientCount);
        }
    }

    private void Count(WebSocketDirection direction)
    {
        if (direction == WebSocketDirection.ToOrigin)
        {
            toOrigin++;
        }
        else
        {
            toClient++;
        }
    }

    private void Keep(RecordedWebSocketMessage message)
    {
        messages.Enqueue(message);
        keptBytes += message.Payload.Length;
        while (messages.Count > maxMessages || (keptBytes > maxBytes && messages.Count > 1))
        {
            keptBytes -= messages.Dequeue().Payload.Length;
        }
    }
}
