namespace Proximity.Exchanges;

/// <summary>What of WebSocket messages is kept.</summary>
/// <param name="RecordBytes">The most payload bytes a flow keeps; 0 for none.</param>
/// <param name="MessageBytes">The longest message a callback is shown.</param>
internal sealed record WebSocketLimits(int RecordBytes, int MessageBytes);
