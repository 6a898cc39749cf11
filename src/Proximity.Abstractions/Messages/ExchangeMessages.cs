using Proximity.Flows;

namespace Proximity;

/// <summary>
/// The messages of one exchange: of a WebSocket connection, an event stream (<c>text/event-stream</c>) or a gRPC call
/// (<c>application/grpc</c>). A handler that states <see cref="HandlerNeeds.Messages"/> sees each whole message before it goes on, may
/// change or drop it, and send others. Thread-safe; may be kept and used after the handler has returned.
/// </summary>
public sealed class ExchangeMessages
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource<bool> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IMessageSender?[] senders = new IMessageSender?[2];
    private readonly Action demand;
    private Func<ExchangeMessage, ValueTask>[] handlers = [];

    /// <param name="demand">Throws unless the handler whose turn it is stated its need.</param>
    internal ExchangeMessages(Action demand)
    {
        // A handler that has not stated the need must not make messages be held.
        demand();
        this.demand = demand;
    }

    /// <summary>
    /// Completes with true once messages begin to pass in some direction, with false when the exchange has ended without; never fails. A
    /// handler that awaits it before it returns waits for itself.
    /// </summary>
    public Task<bool> WhenOpen => opened.Task;

    /// <summary>Completes when the exchange has ended; never fails.</summary>
    public Task WhenClosed => closed.Task;

    /// <summary>What is to be called, in its order. The array is never changed.</summary>
    internal Func<ExchangeMessage, ValueTask>[] Handlers => Volatile.Read(ref handlers);

    /// <summary>
    /// Has this called with every whole message, before it is passed on; the direction waits meanwhile, the other one does not. Set before
    /// <c>next</c> it sees both directions; after it, the ones to the client, and both of a WebSocket connection. Of an exchange without
    /// messages, and of one whose coding is not known, none are shown. A message longer than <c>MaxWebSocketMessageBytes</c> passes unseen;
    /// of a WebSocket connection it ends that.
    /// </summary>
    /// <param name="handle">
    /// May take any time. What it throws is reported as <c>handler_failed</c>, and the message goes on as it came. Several are called in
    /// the order in which they were set; one that drops the message is the last.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// The handler did not state <see cref="HandlerNeeds.Messages"/>, or it has returned.
    /// </exception>
    public void OnMessage(Func<ExchangeMessage, ValueTask> handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        demand();
        lock (gate)
        {
            Volatile.Write(ref handlers, [.. handlers, handle]);
        }
    }

    /// <summary>
    /// Sends a message of one's own, between two that pass. Within <see cref="OnMessage"/>, where the message on its way has to go first,
    /// <see cref="ExchangeMessage.InsertBefore"/> and <see cref="ExchangeMessage.InsertAfter"/> say so.
    /// </summary>
    /// <param name="direction">To whom.</param>
    /// <param name="message">The message. It is not shown to handlers.</param>
    /// <param name="cancellationToken">Cancels the wait for a message that is being written, not the writing.</param>
    /// <returns>
    /// False when nothing was sent: messages do not pass that way yet (<see cref="WhenOpen"/>), or no more.
    /// </returns>
    /// <exception cref="ArgumentException">The message has no form in this exchange, such as an event whose data is not UTF-8.</exception>
    public ValueTask<bool> SendAsync(
        MessageDirection direction,
        ExchangeMessage message,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Volatile.Read(ref senders[(int)direction]) is { } sender
            ? sender.SendAsync(message, cancellationToken)
            : new ValueTask<bool>(false);
    }

    /// <summary>Messages begin to pass in a direction.</summary>
    internal void Open(MessageDirection direction, IMessageSender sender)
    {
        Volatile.Write(ref senders[(int)direction], sender);
        opened.TrySetResult(true);
    }

    /// <summary>No more pass in it.</summary>
    internal void Close(MessageDirection direction) => Volatile.Write(ref senders[(int)direction], null);

    /// <summary>The exchange has ended.</summary>
    internal void End()
    {
        Close(MessageDirection.ToOrigin);
        Close(MessageDirection.ToClient);
        opened.TrySetResult(false);
        closed.TrySetResult();
    }
}
