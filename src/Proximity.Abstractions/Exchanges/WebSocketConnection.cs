using System.Text;
using Proximity.Flows;
using Proximity.Protocol.WebSockets;

namespace Proximity;

/// <summary>
/// A WebSocket connection through the proxy, to put messages of one's own into it. Thread-safe; may be kept and used at any time.
/// </summary>
public sealed class WebSocketConnection
{
    private readonly IWebSocketInjector injector;
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal WebSocketConnection(Flow? flow, string url, IWebSocketInjector injector)
    {
        Flow = flow;
        Url = url;
        this.injector = injector;
    }

    /// <summary>The flow; null when recording is off.</summary>
    public Flow? Flow { get; }

    /// <summary>The target of the request that became this connection.</summary>
    public string Url { get; }

    /// <summary>True until the connection has ended.</summary>
    public bool IsOpen => !closed.Task.IsCompleted;

    /// <summary>Completes when the connection has ended; never fails.</summary>
    public Task Closed => closed.Task;

    /// <summary>
    /// Sends a text message of one's own. It goes between two messages of the peer whose place it takes, and completes when it is
    /// written.
    /// </summary>
    /// <param name="direction">To whom.</param>
    /// <param name="text">The text; half of a surrogate pair becomes U+FFFD.</param>
    /// <param name="cancellationToken">Cancels the wait for a message that is being written, not the writing.</param>
    /// <returns>False when the connection has ended, or a close frame has gone that way, and nothing was sent.</returns>
    public ValueTask<bool> SendTextAsync(WebSocketDirection direction, string text, CancellationToken cancellationToken = default)
        => injector.SendAsync(direction, WebSocketMessageKind.Text, Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Sends a binary message of one's own, likewise.</summary>
    /// <param name="direction">To whom.</param>
    /// <param name="payload">The bytes; not to be changed before it completes.</param>
    /// <param name="cancellationToken">Cancels the wait for a message that is being written, not the writing.</param>
    /// <returns>False when the connection has ended, or a close frame has gone that way, and nothing was sent.</returns>
    public ValueTask<bool> SendBinaryAsync(
        WebSocketDirection direction,
        ReadOnlyMemory<byte> payload,
        CancellationToken cancellationToken = default)
        => injector.SendAsync(direction, WebSocketMessageKind.Binary, payload, cancellationToken);

    /// <summary>Sends a close frame to both peers, who then close (RFC 6455 §7.1.1). What they still send is not passed on.</summary>
    /// <param name="code">1000 to 1003, 1007 to 1014 or 3000 to 4999 (RFC 6455 §7.4).</param>
    /// <param name="reason">At most 123 bytes of UTF-8; default none.</param>
    /// <exception cref="ArgumentException">The code may not be sent, or the reason is too long.</exception>
    public ValueTask CloseAsync(int code = 1000, string reason = "")
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (!CloseStatus.IsSendable(code))
        {
            throw new ArgumentOutOfRangeException(nameof(code), code, "Not a code that may be sent (RFC 6455 §7.4).");
        }

        return Encoding.UTF8.GetByteCount(reason) <= CloseStatus.MaxReasonBytes
            ? injector.CloseAsync(code, reason)
            : throw new ArgumentException(
                $"A reason has at most {CloseStatus.MaxReasonBytes} bytes of UTF-8 (RFC 6455 §5.5).",
                nameof(reason));
    }

    internal void End() => closed.TrySetResult();
}
