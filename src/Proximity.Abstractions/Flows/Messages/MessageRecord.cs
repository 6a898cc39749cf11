namespace Proximity.Flows;

/// <summary>
/// The newest messages of an exchange, within bounds on their number and bytes. It grows while the exchange goes on. Thread-safe: a gRPC
/// call has two directions at once.
/// </summary>
/// <param name="maxMessages">The most messages kept.</param>
/// <param name="maxBytes">The most payload bytes kept of all of them; the latest message stays in any case.</param>
internal sealed class MessageRecord(int maxMessages, long maxBytes)
{
    private readonly Lock gate = new();
    private readonly Queue<FlowMessage> messages = new();
    private long keptBytes;
    private long count;

    /// <summary>How many messages there were, those no longer kept among them.</summary>
    public long Count => Volatile.Read(ref count);

    /// <summary>The payload bytes of the messages that are kept.</summary>
    public long KeptBytes => Volatile.Read(ref keptBytes);

    /// <summary>The messages that are kept, in the order in which they ended.</summary>
    public FlowMessage[] Kept()
    {
        lock (gate)
        {
            return messages.ToArray();
        }
    }

    /// <summary>Numbers a message, which the function makes, and keeps it; the oldest ones make room.</summary>
    /// <returns>The message, and by how many bytes the record is larger.</returns>
    public (FlowMessage Message, long Difference) Add<TState>(TState state, Func<TState, long, FlowMessage> make)
    {
        lock (gate)
        {
            long before = keptBytes;
            FlowMessage message = make(state, ++count);
            Keep(message);
            while (messages.Count > maxMessages || (keptBytes > maxBytes && messages.Count > 1))
            {
                keptBytes -= messages.Dequeue().Payload.Length;
            }

            return (message, keptBytes - before);
        }
    }

    /// <summary>Fills a record that was read from a file: it is as the file says, numbers and count too.</summary>
    public void Restore(IEnumerable<FlowMessage> kept, long total)
    {
        lock (gate)
        {
            foreach (FlowMessage message in kept)
            {
                Keep(message);
            }

            count = Math.Max(total, messages.Count);
        }
    }

    private void Keep(FlowMessage message)
    {
        messages.Enqueue(message);
        keptBytes += message.Payload.Length;
    }
}
