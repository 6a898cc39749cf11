using System.Buffers;
using System.Text;
using Proximity.Flows;
using Proximity.Protocol.WebSockets;
using Proximity.Recording;

namespace Proximity.WebSockets;

/// <summary>Records what passes through one WebSocket connection on its flow, within bounds. With recording off it does nothing. Thread-safe.</summary>
internal sealed class WebSocketRecorder(Flow? flow, int recordBytes, TimeProvider timeProvider)
{
    /// <summary>The most messages a flow keeps, and how many of the longest it has room for at least.</summary>
    private const int MaxMessages = 1000;
    private const int LongestMessages = 4;

    /// <summary>The code of a close is kept in any case.</summary>
    private const int CodeBytes = 2;

    private readonly WebSocketRecord? record = flow is null ? null : Begin(flow, recordBytes);

    /// <summary>How many bytes of a message are kept.</summary>
    public int MessageBytes => record is null ? 0 : recordBytes / LongestMessages;

    public void Add(WebSocketDirection direction, in RecordedMessage entry)
    {
        if (record is null)
        {
            return;
        }

        int most = entry.Kind switch
        {
            WebSocketMessageKind.Text or WebSocketMessageKind.Binary => MessageBytes,
            WebSocketMessageKind.Close when recordBytes == 0 => CodeBytes,
            _ when recordBytes == 0 => 0,
            _ => entry.Payload.Length,
        };
        byte[] payload = Cut(entry, most).ToArray();
        (WebSocketMessageKind kind, long length, WebSocketOutcome outcome, bool isComplete, bool isEncoded) = (entry.Kind, entry.Length, entry.Outcome, entry.IsComplete, entry.IsEncoded);
        DateTimeOffset now = timeProvider.GetLocalNow();
        long keptBefore = record.KeptBytes;
        RecordedWebSocketMessage? message = null;
        record.Add(direction, number => message = new RecordedWebSocketMessage(direction, kind, payload, length)
        {
            Number = number,
            Timestamp = now,
            Outcome = outcome,
            IsComplete = isComplete,
            IsEncoded = isEncoded,
        });
        FlowFacts.AddMessage(flow!, message!, record.KeptBytes - keptBefore);
    }

    /// <summary>Handlers have changed, dropped or sent a message, or have not.</summary>
    public void NoteModified(bool isModified) => FlowFacts.Modify(flow, isModified);

    /// <summary>A message as its reader has it.</summary>
    public void AddMessage(WebSocketDirection direction, MessageReader reader, bool isComplete, WebSocketOutcome outcome)
        => Add(direction, new RecordedMessage(KindOf(reader.MessageOpcode), reader.Payload) { Length = reader.Length, IsEncoded = reader.IsEncoded, IsComplete = isComplete, Outcome = outcome });

    public void AddControl(WebSocketDirection direction, MessageReader reader, WebSocketOutcome outcome)
        => Add(direction, new RecordedMessage(KindOf(reader.ControlOpcode), reader.ControlPayload) { Outcome = outcome });

    public void Note(WebSocketDirection direction, FrameProblems problems)
    {
        if (record is null || problems == FrameProblems.None)
        {
            return;
        }

        foreach (string sentence in FrameProblemText.Sentence(problems))
        {
            Note(direction, sentence);
        }
    }

    public void Note(WebSocketDirection direction, string sentence) => record?.Add(new WebSocketNote(timeProvider.GetLocalNow(), direction, sentence));

    private static WebSocketRecord Begin(Flow flow, int recordBytes)
    {
        var record = new WebSocketRecord(MaxMessages, Math.Max(recordBytes, CodeBytes * MaxMessages));
        FlowFacts.BecomeWebSocket(flow, record);
        return record;
    }

    public static WebSocketMessageKind KindOf(Opcode opcode) => opcode switch
    {
        Opcode.Text => WebSocketMessageKind.Text,
        Opcode.Binary => WebSocketMessageKind.Binary,
        Opcode.Close => WebSocketMessageKind.Close,
        Opcode.Ping => WebSocketMessageKind.Ping,
        _ => WebSocketMessageKind.Pong,
    };

    /// <summary>The beginning that is kept; a text is not cut within a character.</summary>
    private static ReadOnlySpan<byte> Cut(in RecordedMessage entry, int most)
    {
        ReadOnlySpan<byte> kept = entry.Payload[..Math.Min(most, entry.Payload.Length)];
        if (entry.Kind != WebSocketMessageKind.Text || entry.IsEncoded || kept.Length == entry.Length)
        {
            return kept;
        }

        int tail = 0;
        for (int count = 1; count <= Math.Min(3, kept.Length) && tail == 0; count++)
        {
            tail = Rune.DecodeFromUtf8(kept[^count..], out _, out _) == OperationStatus.NeedMoreData ? count : 0;
        }

        return kept[..^tail];
    }
}
