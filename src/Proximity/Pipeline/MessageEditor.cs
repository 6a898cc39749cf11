using System.IO.Pipelines;
using System.Text;
using Proximity.Content;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Protocol.Messages;
using Proximity.Recording;

namespace Proximity.Pipeline;

/// <summary>
/// Shows the messages of one direction to handlers, as a transform of the body that they are in. A message that nobody changes passes as it
/// came, byte for byte, and so does whatever stands between messages. One message is written at a time: others that are sent beside wait.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose handle nobody asks for holds nothing, and handlers may outlast the body with this.
internal sealed class MessageEditor : IMessageSender
#pragma warning restore CA1001
{
    private readonly ExchangeServices services;
    private readonly Exchange exchange;
    private readonly ExchangeMessages messages;
    private readonly MessageFormat format;
    private readonly MessageRecorder recorder;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly Action<string> report;
    private PipeWriter output = null!;
    private bool isOpen;

    /// <summary>The pieces of a message that is too long stay together.</summary>
    private bool isWithinMessage;

    /// <param name="services">What every exchange shares.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="messages">Its messages, with the handlers.</param>
    /// <param name="body">How the body is cut, and which way it goes.</param>
    /// <param name="report">Gets what handlers did wrong.</param>
    public MessageEditor(
        ExchangeServices services,
        Exchange exchange,
        ExchangeMessages messages,
        (MessageFormat Format, MessageDirection Direction) body,
        Action<string> report)
    {
        this.services = services;
        this.exchange = exchange;
        this.messages = messages;
        this.report = report;
        format = body.Format;
        recorder = services.Messages.Recorder(exchange.Recording.Flow, body.Direction, exchange.Settings.WebSockets.RecordBytes);
    }

    /// <summary>Passes the body on, message by message.</summary>
    public async ValueTask RunAsync(PipeReader input, PipeWriter to, CancellationToken cancellationToken)
    {
        output = to;
        isOpen = true;
        messages.Open(recorder.Direction, this);
        using MessageCutter cutter = services.Messages.Cutter(format, exchange.Settings.WebSockets.MessageBytes);
        try
        {
            ReadResult read;
            do
            {
                read = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
                foreach (ReadOnlyMemory<byte> piece in read.Buffer)
                {
                    await PassAsync(cutter, piece).ConfigureAwait(false);
                }

                input.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);

            if (cutter.Finish() is { } rest)
            {
                await PassAsync(rest).ConfigureAwait(false);
            }
        }
        finally
        {
            messages.Close(recorder.Direction);
            if (!isWithinMessage)
            {
                // A body that breaks off within a long message ends with the turn that the message has kept.
                await writing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            }

            isOpen = false;
            writing.Release();
        }
    }

    public async ValueTask<bool> SendAsync(ExchangeMessage message, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = Encode(message, isCompressed: false);
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return isOpen && await SendInTurnAsync(message, bytes).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    private async ValueTask PassAsync(MessageCutter cutter, ReadOnlyMemory<byte> piece)
    {
        while (cutter.Next(piece.Span, out int consumed) is { } cut)
        {
            piece = piece[consumed..];
            await PassAsync(cut).ConfigureAwait(false);
        }
    }

    private async ValueTask PassAsync(MessageCut cut)
    {
        ExchangeMessage? message = cut.IsChangeable ? await ShowAsync(cut).ConfigureAwait(false) : null;
        if (!isWithinMessage)
        {
            await writing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        isWithinMessage = cut.IsPartial;
        try
        {
            await WriteAsync(cut, message).ConfigureAwait(false);
        }
        finally
        {
            if (!isWithinMessage)
            {
                writing.Release();
            }
        }
    }

    private async ValueTask WriteAsync(MessageCut cut, ExchangeMessage? message)
    {
        foreach (ExchangeMessage inserted in message?.Before ?? [])
        {
            await InsertAsync(inserted).ConfigureAwait(false);
        }

        if (message is { IsDropped: true })
        {
            recorder.Add(cut, MessageState.Dropped);
            recorder.NoteModified();
        }
        else if (message is { IsChanged: true } && TryEncode(message, cut.IsCompressed) is { } changed)
        {
            await FlushAsync(changed).ConfigureAwait(false);
            recorder.Add(Cut(message), MessageState.Changed);
            recorder.NoteModified();
        }
        else
        {
            await FlushAsync(cut.Raw).ConfigureAwait(false);
            recorder.Add(cut, MessageState.Passed);
        }

        foreach (ExchangeMessage inserted in message?.After ?? [])
        {
            await InsertAsync(inserted).ConfigureAwait(false);
        }
    }

    /// <summary>What handlers made of it; null when one of them threw, and it goes as it came.</summary>
    private async ValueTask<ExchangeMessage?> ShowAsync(MessageCut cut)
    {
        var message = new ExchangeMessage(recorder.Direction, cut.Kind!.Value, cut.Payload)
        {
            RetryMilliseconds = cut.RetryMilliseconds,
        };
        message.SetEvent(cut.EventType, cut.EventId);
        using Watchdog.Scope running = exchange.Watchdog.UserCode(isStreamed: true);
        foreach (Func<ExchangeMessage, ValueTask> handle in messages.Handlers)
        {
            try
            {
                await handle(message).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // User code may throw anything; the message goes on as it came.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                report(exception.Message);
                return null;
            }

            if (message.IsDropped)
            {
                break;
            }
        }

        return message;
    }

    private async ValueTask InsertAsync(ExchangeMessage message)
    {
        if (TryEncode(message, isCompressed: false) is { } bytes)
        {
            await SendInTurnAsync(message, bytes).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> SendInTurnAsync(ExchangeMessage message, ReadOnlyMemory<byte> bytes)
    {
        bool isTaken = await FlushAsync(bytes).ConfigureAwait(false);
        recorder.Add(Cut(message), isTaken ? MessageState.Injected : MessageState.Dropped);
        if (isTaken)
        {
            recorder.NoteModified();
        }

        return isTaken;
    }

    private async ValueTask<bool> FlushAsync(ReadOnlyMemory<byte> bytes)
        => !(await output.WriteAsync(bytes, CancellationToken.None).ConfigureAwait(false)).IsCompleted;

    private MessageCut Cut(ExchangeMessage message) => new(default(ReadOnlyMemory<byte>))
    {
        Kind = format.Kind == MessageFormatKind.ServerSentEvents ? MessageKind.ServerSentEvent : MessageKind.Grpc,
        Payload = message.Payload,
        Length = message.Payload.Length,
        EventType = message.EventType,
        EventId = message.EventId,
    };

    private ReadOnlyMemory<byte>? TryEncode(ExchangeMessage message, bool isCompressed)
    {
        try
        {
            return Encode(message, isCompressed);
        }
        catch (ArgumentException exception)
        {
            report(exception.Message);
            return null;
        }
    }

    /// <exception cref="ArgumentException">The message has no form here.</exception>
    private ReadOnlyMemory<byte> Encode(ExchangeMessage message, bool isCompressed)
    {
        var bytes = new ByteBuffer(services.Buffers);
        try
        {
            if (format.Kind == MessageFormatKind.ServerSentEvents)
            {
                string data = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(message.Payload.Span);
                SseWriter.Write(new SseEvent(data, message.EventType, message.EventId, message.RetryMilliseconds), bytes);
            }
            else
            {
                IContentCoding? coding = isCompressed && format.Coding is { } name ? services.Codings.Find(name) : null;
                ReadOnlyMemory<byte> payload = coding is null
                    ? message.Payload
                    : BodyCoding.Encode(new ContentChain([coding]), message.Payload);
                GrpcMessageWriter.Write(GrpcMessageKind.Message, payload.Span, coding is not null, bytes);
            }

            return bytes.Span.ToArray();
        }
        finally
        {
            bytes.Release();
        }
    }
}
