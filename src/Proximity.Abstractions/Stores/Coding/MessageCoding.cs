using Proximity.Flows;

namespace Proximity.Stores.Coding;

/// <summary>The messages of a flow, their payload with them: what is kept of messages is bounded, and they are no bodies.</summary>
internal static class MessageCoding
{
    private const byte IsComplete = 1;
    private const byte IsEncoded = 2;

    public static void Write(ContentWriter writer, FlowSnapshot flow)
    {
        writer.Number(flow.MessageCount);
        writer.Number(flow.WebSocketToOriginCount);
        writer.Number((ulong)flow.WebSocketNotes.Count);
        foreach (WebSocketNote note in flow.WebSocketNotes)
        {
            writer.Time(note.Timestamp);
            writer.Byte((byte)note.Direction);
            writer.Text(note.Text);
        }

        writer.Number((ulong)flow.Messages.Count);
        foreach (FlowMessage message in flow.Messages)
        {
            Write(writer, message);
        }
    }

    public static WebSocketNote[] ReadNotes(ref ContentReader reader)
    {
        var notes = new WebSocketNote[reader.Count()];
        for (int i = 0; i < notes.Length; i++)
        {
            notes[i] = new WebSocketNote(reader.Time(), reader.Choice<WebSocketDirection>(), reader.Text());
        }

        return notes;
    }

    public static FlowMessage[] Read(ref ContentReader reader)
    {
        var messages = new FlowMessage[reader.Count()];
        for (int i = 0; i < messages.Length; i++)
        {
            messages[i] = ReadMessage(ref reader);
        }

        return messages;
    }

    private static void Write(ContentWriter writer, FlowMessage message)
    {
        writer.Byte((byte)message.Direction);
        writer.Byte((byte)message.Kind);
        writer.Byte((byte)message.State);
        writer.Byte((byte)((message.IsComplete ? IsComplete : 0) | (message.IsEncoded ? IsEncoded : 0)));
        writer.Number(message.Number);
        writer.Time(message.Time);
        writer.Number(message.Length);
        writer.Text(message.EventType);
        writer.Text(message.EventId);
        writer.Block(message.Payload.Span);
    }

    private static FlowMessage ReadMessage(ref ContentReader reader)
    {
        var direction = reader.Choice<MessageDirection>();
        var kind = reader.Choice<MessageKind>();
        var state = reader.Choice<MessageState>();
        byte facts = reader.Byte();
        if (facts > (IsComplete | IsEncoded))
        {
            throw new InvalidDataException("The flow has a message of an unknown kind.");
        }

        long number = reader.Number();
        DateTimeOffset time = reader.Time();
        long length = reader.Number();
        string? eventType = reader.OptionalText();
        string? eventId = reader.OptionalText();
        return new FlowMessage(direction, kind, reader.Block() ?? [], length)
        {
            Number = number,
            Time = time,
            State = state,
            IsComplete = (facts & IsComplete) != 0,
            IsEncoded = (facts & IsEncoded) != 0,
            EventType = eventType,
            EventId = eventId,
        };
    }
}
