using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Protocol.WebSockets;
using Proximity.Wires;

namespace Proximity.WebSockets;

/// <summary>
/// Holds the messages of one direction until they are whole, shows them to the user's code, and passes on what came of them. Control frames pass at once.
/// <para>What goes on untouched goes on as the frames it came in, as long as the receiver can inflate it. With context take-over each compressed message may refer to the
/// compressed ones before it; once one of those was changed or dropped, later ones are compressed anew, each by itself.</para>
/// </summary>
internal sealed class HookedSide(HookedSession session, WebSocketDirection direction) : RelaySide
{
    /// <summary>Room for the headers of a message's frames: a sixteenth of the longest message, and this much.</summary>
    private const int FramesBytes = 64 * 1024;

    private readonly FrameSender sender = direction == WebSocketDirection.ToOrigin ? session.ToOrigin : session.ToClient;
    private readonly DeflateParameters? deflate = direction == WebSocketDirection.ToOrigin ? session.Extensions.FromClient : session.Extensions.FromOrigin;
    private readonly int maxBytes = session.MaxMessageBytes;
    private readonly ByteBuffer held = new(session.Services.Buffers);
    private readonly MessageReader reader = new(session.Services.Buffers, new MessageReaderSettings(
        IsFromClient: direction == WebSocketDirection.ToOrigin,
        direction == WebSocketDirection.ToOrigin ? session.Extensions.FromClient : session.Extensions.FromOrigin,
        IsOpaque: false,
        session.MaxMessageBytes,
        StopsBeyond: true));

    /// <summary>Where the frame that is being read begins in what is held.</summary>
    private int frameStart;

    private bool isContextLost;

    public override long Written => sender.Written;

    private long MaxHeldBytes => (long)maxBytes + (maxBytes / 16) + FramesBytes;

    public override async ValueTask<SideEnd?> TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        Taken += bytes.Length;
        MessageStep step = MessageStep.Frame;
        while (step != MessageStep.NeedMore)
        {
            step = reader.Read(bytes.Span, out int consumed);
            held.Write(bytes.Span[..consumed]);
            bytes = bytes[consumed..];
            if (await StepAsync(step).ConfigureAwait(false) is { } end)
            {
                return end;
            }
        }

        if (held.Length == 0)
        {
            held.Release();
        }

        return null;
    }

    public override ValueTask EndAsync() => sender.EndAsync();

    public override void Dispose()
    {
        if (reader.IsInMessage)
        {
            session.Recorder.AddMessage(direction, reader, isComplete: false, WebSocketOutcome.Dropped);
        }

        held.Release();
        reader.Dispose();
    }

    private async ValueTask<SideEnd?> StepAsync(MessageStep step)
    {
        FrameProblems problems = reader.TakeProblems();
        if (problems != FrameProblems.None)
        {
            session.Recorder.Note(direction, problems);
            RecordOffending(step);
            return WebSocketFaults.Protocol(direction, problems);
        }

        if (step == MessageStep.TooLong || held.Length > MaxHeldBytes)
        {
            return WebSocketFaults.TooBig(direction);
        }

        switch (step)
        {
            case MessageStep.Frame:
                frameStart = held.Length;
                return null;
            case MessageStep.Control:
                return await PassControlAsync().ConfigureAwait(false);
            case MessageStep.Message:
                return await PassMessageAsync().ConfigureAwait(false);
            default:
                return null;
        }
    }

    /// <summary>What breaks a rule is not passed on, and is recorded as far as it ended.</summary>
    private void RecordOffending(MessageStep step)
    {
        if (step == MessageStep.Control)
        {
            session.Recorder.AddControl(direction, reader, WebSocketOutcome.Dropped);
        }
        else if (step == MessageStep.Message)
        {
            session.Recorder.AddMessage(direction, reader, isComplete: true, WebSocketOutcome.Dropped);
        }
    }

    private async ValueTask<SideEnd?> PassControlAsync()
    {
        HasClosed |= reader.ControlOpcode == Opcode.Close;
        WireResult result = await sender.PassAsync(
            held.Memory[frameStart..],
            reader.ControlOpcode == Opcode.Close,
            isOpen => session.Recorder.AddControl(direction, reader, isOpen ? WebSocketOutcome.Passed : WebSocketOutcome.Dropped)).ConfigureAwait(false);
        held.Truncate(frameStart);
        return EndOf(result);
    }

    private async ValueTask<SideEnd?> PassMessageAsync()
    {
        byte[] received = reader.Payload.ToArray();
        bool isCompressed = reader.IsCompressed;
        reader.Forget();
        var kind = (MessageKind)WebSocketRecorder.KindOf(reader.MessageOpcode);
        var came = new ExchangeMessage((MessageDirection)direction, kind, received);
        ExchangeMessage message = await session.ShowAsync(came).ConfigureAwait(false);
        await InsertAsync(message.Before).ConfigureAwait(false);
        WireResult result = await PassAsync(message, received, isCompressed).ConfigureAwait(false);
        await InsertAsync(message.After).ConfigureAwait(false);
        held.Clear();
        frameStart = 0;
        return EndOf(result);
    }

    /// <summary>What handlers put beside a message. A peer that does not take it is met again with the next one.</summary>
    private async ValueTask InsertAsync(IReadOnlyList<ExchangeMessage> messages)
    {
        foreach (ExchangeMessage inserted in messages)
        {
            var kind = (WebSocketMessageKind)inserted.Kind;
            bool isSent = await session.SendAsync(direction, kind, inserted.Payload, CancellationToken.None).ConfigureAwait(false);
            session.Recorder.NoteModified(isSent);
        }
    }

    private async ValueTask<WireResult> PassAsync(ExchangeMessage message, ReadOnlyMemory<byte> received, bool isCompressed)
    {
        var kind = (WebSocketMessageKind)message.Kind;
        bool isTouched = message.IsDropped || message.IsChanged;
        isContextLost |= isTouched && isCompressed && deflate is { NoContextTakeover: false };
        if (message.IsDropped)
        {
            Record(kind, received, WebSocketOutcome.Dropped);
            return default;
        }

        WebSocketOutcome outcome = isTouched ? WebSocketOutcome.Changed : WebSocketOutcome.Passed;
        return isTouched || (isCompressed && isContextLost)
            ? await sender
                .SendAsync(new OutgoingMessage(reader.MessageOpcode, message.Payload, Compress: isCompressed), Decided)
                .ConfigureAwait(false)
            : await sender.PassAsync(held.Memory, isClose: false, Decided).ConfigureAwait(false);

        void Decided(bool isOpen) => Record(kind, message.Payload, isOpen ? outcome : WebSocketOutcome.Dropped);
    }

    private void Record(WebSocketMessageKind kind, ReadOnlyMemory<byte> payload, WebSocketOutcome outcome)
        => session.Recorder.Add(direction, new RecordedMessage(kind, payload.Span) { Outcome = outcome });

    private SideEnd? EndOf(WireResult result) => result.IsOk ? null : WebSocketFaults.Write(direction, result);
}
