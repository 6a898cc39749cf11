using System.Buffers.Binary;
using System.Text;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Handlers;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.WebSockets;
using Proximity.Wires;

namespace Proximity.WebSockets;

/// <summary>What both directions of a WebSocket connection share when user code takes part in it.</summary>
#pragma warning disable CA1001 // A semaphore without a wait handle holds nothing.
internal sealed class HookedSession : IWebSocketInjector
#pragma warning restore CA1001
{
    private readonly ExchangeServices services;
    private readonly Exchange exchange;
    private readonly WebSocketConnection connection;
    private readonly SemaphoreSlim userCode = new(1, 1);

    /// <summary>The longest message, inflated, that user code is shown.</summary>
    public int MaxMessageBytes { get; }

    public HookedSession(ExchangeServices services, Exchange exchange, OriginConnection origin, in Extensions extensions)
    {
        this.services = services;
        this.exchange = exchange;
        MaxMessageBytes = exchange.Settings.WebSockets.MessageBytes;
        Extensions = extensions;
        Recorder = new WebSocketRecorder(exchange.Recording.Flow, exchange.Settings.WebSockets.RecordBytes, services.TimeProvider);
        ToOrigin = new FrameSender(origin.Wire, WebSocketDirection.ToOrigin, extensions.FromClient, services.Buffers);
        ToClient = new FrameSender(exchange.Client, WebSocketDirection.ToClient, extensions.FromOrigin, services.Buffers);
        connection = new WebSocketConnection(exchange.Recording.Flow, exchange.Request.NeedMessage().Url, this);
    }

    public ExchangeServices Services => services;

    public Extensions Extensions { get; }

    public WebSocketRecorder Recorder { get; }

    public FrameSender ToOrigin { get; }

    public FrameSender ToClient { get; }

    /// <summary>The connection stands; nothing of it has been relayed.</summary>
    public async ValueTask OpenAsync()
    {
        if (services.Callbacks.WebSocketOpened is { } opened)
        {
            await RunUserCodeAsync(() => opened.RunAsync(connection, exchange.Describe)).ConfigureAwait(false);
        }

        exchange.Messages?.Open(MessageDirection.ToOrigin, new MessageInjector(this, WebSocketDirection.ToOrigin));
        exchange.Messages?.Open(MessageDirection.ToClient, new MessageInjector(this, WebSocketDirection.ToClient));
    }

    /// <summary>Shows a message to the handlers, then to the callback; the result is what goes on in its place.</summary>
    public async ValueTask<ExchangeMessage> ShowAsync(ExchangeMessage received)
    {
        ExchangeMessage message = exchange.Messages is { Handlers.Length: > 0 }
            ? await MessageHandlers.RunAsync(services, exchange, received, MessageInjector.Judge).ConfigureAwait(false)
            : received;
        Recorder.NoteModified(message.IsDropped || message.IsChanged);
        if (services.Callbacks.WebSocketMessage is { } callback && !message.IsDropped)
        {
            await ShowAsync(message, callback).ConfigureAwait(false);
        }

        return message;
    }

    /// <summary>The callback is one more handler, which sees the message in a form of its own.</summary>
    private async ValueTask ShowAsync(
        ExchangeMessage message,
        Callback<(WebSocketMessage Message, WebSocketConnection Connection)> callback)
    {
        var shown = new WebSocketMessage((WebSocketDirection)message.Direction, (WebSocketMessageKind)message.Kind, message.Payload);
        await RunUserCodeAsync(() => callback.RunAsync((shown, connection), exchange.Describe)).ConfigureAwait(false);
        if (shown.IsDropped)
        {
            message.Drop();
        }
        else if (shown.IsChanged)
        {
            var changed = new ExchangeMessage(message.Direction, message.Kind, shown.Payload);
            if (MessageInjector.Judge(changed) is { } problem)
            {
                const string Sentence = "The changed message cannot be sent; the received one is.";
                var error = new ProxyError(ErrorCodes.OnWebSocketMessageFailed, Sentence, services.Errors.Now) { Error = problem };
                services.Errors.Report(exchange.Describe(error));
                return;
            }

            message.Payload = shown.Payload;
        }
    }

    public async ValueTask<bool> SendAsync(WebSocketDirection direction, WebSocketMessageKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        // Not compressed: that is always valid, and user code that sends much is on the same machine or pays for it knowingly.
        var message = new OutgoingMessage(kind == WebSocketMessageKind.Text ? Opcode.Text : Opcode.Binary, payload);
        bool isSent = false;
        WireResult result = await SenderTo(direction).SendAsync(message, Decide, cancellationToken).ConfigureAwait(false);
        exchange.Watchdog.Progress();
        return isSent && result.IsOk;

        void Decide(bool isOpen)
        {
            isSent = isOpen;
            if (isOpen)
            {
                Recorder.Add(direction, new RecordedMessage(kind, payload.Span) { Outcome = WebSocketOutcome.Injected });
            }
        }
    }

    public async ValueTask CloseAsync(int code, string reason)
    {
        await CloseAsync(ToClient, code, reason).ConfigureAwait(false);
        await CloseAsync(ToOrigin, code, reason).ConfigureAwait(false);
    }

    /// <summary>The connection is over: user code that still holds it can do nothing more with it.</summary>
    public async ValueTask EndAsync()
    {
        exchange.Messages?.Close(MessageDirection.ToOrigin);
        exchange.Messages?.Close(MessageDirection.ToClient);
        await ToClient.CloseAsync().ConfigureAwait(false);
        await ToOrigin.CloseAsync().ConfigureAwait(false);
        connection.End();
    }

    private FrameSender SenderTo(WebSocketDirection direction) => direction == WebSocketDirection.ToOrigin ? ToOrigin : ToClient;

    private async ValueTask CloseAsync(FrameSender sender, int code, string reason)
    {
        byte[] payload = [0, 0, .. Encoding.UTF8.GetBytes(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        await sender.SendAsync(new OutgoingMessage(Opcode.Close, payload), Decide).ConfigureAwait(false);

        void Decide(bool isOpen)
        {
            if (isOpen)
            {
                Recorder.Add(sender.Direction, new RecordedMessage(WebSocketMessageKind.Close, payload) { Outcome = WebSocketOutcome.Injected });
            }
        }
    }

    /// <summary>One callback at a time for a connection, whatever both directions do.</summary>
    private async ValueTask RunUserCodeAsync(Func<ValueTask> call)
    {
        await userCode.WaitAsync().ConfigureAwait(false);
        try
        {
            using Watchdog.Scope running = exchange.Watchdog.UserCode();
            await call().ConfigureAwait(false);
        }
        finally
        {
            userCode.Release();
        }
    }
}
