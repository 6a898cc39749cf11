namespace Proximity.Flows;

/// <summary>Something about a WebSocket connection that is worth knowing, such as a rule that its frames break.</summary>
/// <param name="Timestamp">When it was first seen.</param>
/// <param name="Direction">Which way the frame went.</param>
/// <param name="Text">One sentence for a person.</param>
public sealed record WebSocketNote(DateTimeOffset Timestamp, WebSocketDirection Direction, string Text);
