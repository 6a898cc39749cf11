using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Protocol.WebSockets;
using Proximity.Wires;

namespace Proximity.WebSockets;

/// <summary>Passes the bytes of one direction on as they are and records the messages in them.</summary>
internal sealed class RecordingSide(WebSocketDirection direction, Wire sink, MessageReader reader, WebSocketRecorder recorder) : RelaySide
{
    private bool isUnreadable;
    private long written;

    public override long Written => written;

    /// <summary>Recorded first, so that a message that has arrived is on the flow.</summary>
    public override async ValueTask<SideEnd?> TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        Taken += bytes.Length;
        Record(bytes.Span);
        WireResult result = await sink.WriteAsync(bytes).ConfigureAwait(false);
        written += result.Count;
        return result.IsOk ? null : WebSocketFaults.Write(direction, result);
    }

    public override ValueTask EndAsync()
    {
        sink.ShutdownWrite();
        return default;
    }

    public override void Dispose()
    {
        if (reader.IsInMessage)
        {
            recorder.AddMessage(direction, reader, isComplete: false, WebSocketOutcome.Passed);
        }

        reader.Dispose();
    }

    private void Record(ReadOnlySpan<byte> bytes)
    {
        MessageStep step = MessageStep.Frame;
        while (step != MessageStep.NeedMore && !isUnreadable)
        {
            step = reader.Read(bytes, out int consumed);
            bytes = bytes[consumed..];
            recorder.Note(direction, reader.TakeProblems());
            switch (step)
            {
                case MessageStep.Message:
                    recorder.AddMessage(direction, reader, isComplete: true, WebSocketOutcome.Passed);
                    reader.Forget();
                    break;
                case MessageStep.Control:
                    HasClosed |= reader.ControlOpcode == Opcode.Close;
                    recorder.AddControl(direction, reader, WebSocketOutcome.Passed);
                    break;
                case MessageStep.Unreadable:
                    isUnreadable = true;
                    break;
            }
        }
    }

    /// <summary>Reads one direction for its record.</summary>
    public static MessageReader ReaderFor(WebSocketDirection direction, in Extensions extensions, int keptBytes, BufferPool pool)
    {
        bool isFromClient = direction == WebSocketDirection.ToOrigin;
        return new MessageReader(pool, new MessageReaderSettings(
            isFromClient, isFromClient ? extensions.FromClient : extensions.FromOrigin, IsOpaque: extensions.HasUnknown, keptBytes, StopsBeyond: false));
    }
}
