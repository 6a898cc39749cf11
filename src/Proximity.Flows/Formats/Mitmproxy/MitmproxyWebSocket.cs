using System.Buffers.Binary;
using System.Text;
using Proximity.Flows;

namespace Proximity.Formats.Mitmproxy;

/// <summary>Reads and writes the WebSocket messages of a flow. The close is no message there, but members of its own.</summary>
internal static class MitmproxyWebSocket
{
    private const int TextOpcode = 1;
    private const int BinaryOpcode = 2;
    private const int CodeBytes = 2;

    /// <summary>The messages; null for an exchange that became no WebSocket connection.</summary>
    public static IReadOnlyList<RecordedWebSocketMessage>? Read(TnetValue webSocket)
    {
        if (!webSocket.IsDictionary)
        {
            return null;
        }

        List<RecordedWebSocketMessage> messages = [];
        foreach (TnetValue message in webSocket["messages"].Items)
        {
            if (message.Items is { Count: >= 4 } parts)
            {
                messages.Add(ReadMessage(parts, messages.Count + 1));
            }
        }

        if (webSocket["close_code"].Number is { } code and > 0 and <= ushort.MaxValue)
        {
            messages.Add(ReadClose(webSocket, (ushort)code, messages.Count + 1));
        }

        return messages;
    }

    public static void Write(TnetWriter writer, IReadOnlyList<RecordedWebSocketMessage> messages, FormatLosses losses)
    {
        int begun = writer.Begin();
        MitmproxyWriter.Name(writer, "messages");
        int list = writer.Begin();
        RecordedWebSocketMessage? close = null;
        foreach (RecordedWebSocketMessage message in messages)
        {
            if (message.Kind is WebSocketMessageKind.Text or WebSocketMessageKind.Binary)
            {
                losses.AddIf(message.IsTruncated, MitmproxyLosses.CutMessage);
                WriteMessage(writer, message);
            }
            else if (message.Kind == WebSocketMessageKind.Close)
            {
                // The first close is the one that ends the connection; the other end answers with the same code.
                close ??= message;
            }
            else
            {
                losses.Add(MitmproxyLosses.ControlFrames);
            }
        }

        writer.EndList(list);
        WriteClose(writer, close);
        writer.EndDictionary(begun);
    }

    /// <summary>Opcode, whether it is the client's, content, time; of later versions whether it was dropped, and injected.</summary>
    private static RecordedWebSocketMessage ReadMessage(List<TnetValue> parts, int number)
    {
        byte[] payload = parts[2].Bytes.ToArray();
        bool isDropped = parts.Count > 4 && parts[4].IsTrue;
        bool isInjected = parts.Count > 5 && parts[5].IsTrue;
        return new RecordedWebSocketMessage(
            parts[1].IsTrue ? WebSocketDirection.ToOrigin : WebSocketDirection.ToClient,
            parts[0].Number == TextOpcode ? WebSocketMessageKind.Text : WebSocketMessageKind.Binary,
            payload,
            payload.Length)
        {
            Number = number,
            Timestamp = MitmproxyTime.Read(parts[3]) ?? DateTimeOffset.UnixEpoch,
            Outcome = isInjected ? WebSocketOutcome.Injected : isDropped ? WebSocketOutcome.Dropped : WebSocketOutcome.Passed,
        };
    }

    private static RecordedWebSocketMessage ReadClose(TnetValue webSocket, ushort code, int number)
    {
        byte[] reason = Encoding.UTF8.GetBytes(webSocket["close_reason"].Text ?? string.Empty);
        byte[] payload = new byte[CodeBytes + reason.Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        reason.CopyTo(payload, CodeBytes);
        return new RecordedWebSocketMessage(
            webSocket["closed_by_client"].IsTrue ? WebSocketDirection.ToOrigin : WebSocketDirection.ToClient,
            WebSocketMessageKind.Close,
            payload,
            payload.Length)
        {
            Number = number,
            Timestamp = MitmproxyTime.Read(webSocket["timestamp_end"]) ?? DateTimeOffset.UnixEpoch,
        };
    }

    private static void WriteMessage(TnetWriter writer, RecordedWebSocketMessage message)
    {
        int begun = writer.Begin();
        writer.Integer(message.Kind == WebSocketMessageKind.Text ? TextOpcode : BinaryOpcode);
        writer.Boolean(message.Direction == WebSocketDirection.ToOrigin);
        writer.Bytes(message.Payload.Span);
        writer.Float(MitmproxyTime.Write(message.Timestamp));
        writer.Boolean(message.Outcome == WebSocketOutcome.Dropped);
        writer.Boolean(message.Outcome == WebSocketOutcome.Injected);
        writer.EndList(begun);
    }

    private static void WriteClose(TnetWriter writer, RecordedWebSocketMessage? close)
    {
        MitmproxyWriter.Name(writer, "closed_by_client");
        MitmproxyWriter.Optional(
            writer,
            close,
            static (output, message) => output.Boolean(message.Direction == WebSocketDirection.ToOrigin));
        MitmproxyWriter.Name(writer, "close_code");
        MitmproxyWriter.Optional(writer, close, static (output, message) => output.Integer(message.CloseCode ?? 1005));
        MitmproxyWriter.Name(writer, "close_reason");
        MitmproxyWriter.Optional(writer, close, static (output, message) => output.Text(message.Text ?? string.Empty));
        MitmproxyWriter.Name(writer, "timestamp_end");
        MitmproxyWriter.Optional(writer, close, static (output, message) => output.Float(MitmproxyTime.Write(message.Timestamp)));
    }
}
