using Proximity.Flows;

namespace Proximity;

/// <summary>What the user's hold on a WebSocket connection reaches the connection through.</summary>
internal interface IWebSocketInjector
{
    /// <summary>False when nothing was sent.</summary>
    ValueTask<bool> SendAsync(
        WebSocketDirection direction,
        WebSocketMessageKind kind,
        ReadOnlyMemory<byte> payload,
        CancellationToken cancellationToken);

    /// <summary>A close frame to both.</summary>
    ValueTask CloseAsync(int code, string reason);
}
