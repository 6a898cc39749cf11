using System.Text;
using Proximity.Flows;

namespace Proximity;

/// <summary>
/// A whole text or binary message on its way through the proxy. Change or drop it in the call that got it; later changes have no effect.
/// </summary>
public sealed class WebSocketMessage
{
    private ReadOnlyMemory<byte> payload;

    internal WebSocketMessage(WebSocketDirection direction, WebSocketMessageKind kind, ReadOnlyMemory<byte> payload)
    {
        Direction = direction;
        Kind = kind;
        this.payload = payload;
    }

    /// <summary>Which way it goes.</summary>
    public WebSocketDirection Direction { get; }

    /// <summary><see cref="WebSocketMessageKind.Text"/> or <see cref="WebSocketMessageKind.Binary"/>.</summary>
    public WebSocketMessageKind Kind { get; }

    /// <summary>
    /// What it says, unmasked and inflated; the memory is the message's own and may be kept. Setting it changes the message; a text has
    /// to stay UTF-8, or what came is sent and <c>onWebSocketMessage_failed</c> reported.
    /// </summary>
    public ReadOnlyMemory<byte> Payload
    {
        get => payload;
        set
        {
            payload = value;
            IsChanged = true;
        }
    }

    /// <summary><see cref="Payload"/> as UTF-8; what is none is replaced by U+FFFD.</summary>
    public string Text
    {
        get => Encoding.UTF8.GetString(payload.Span);
        set => Payload = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>True when it will not be passed on.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>True once <see cref="Payload"/> or <see cref="Text"/> was set.</summary>
    internal bool IsChanged { get; private set; }

    /// <summary>The message is not passed on. The peers are not told.</summary>
    public void Drop() => IsDropped = true;
}
