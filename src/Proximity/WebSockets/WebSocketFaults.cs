using Proximity.Flows;
using Proximity.Protocol.Faults;
using Proximity.Protocol.WebSockets;
using Proximity.Wires;

namespace Proximity.WebSockets;

/// <summary>How a WebSocket connection can end badly.</summary>
internal static class WebSocketFaults
{
    public static SideEnd Read(WireResult result)
        => new(new Fault(ErrorCodes.TunnelReadFailed, FaultSide.Proxy, 0, "Reading from one end of the WebSocket connection failed.") { Cause = result.Cause });

    public static SideEnd Write(WebSocketDirection direction, WireResult result) => new(direction == WebSocketDirection.ToOrigin
        ? new Fault(ErrorCodes.TunnelWriteFailed, FaultSide.Proxy, 0, "The origin's end of the WebSocket connection could not be written to.") { Cause = result.Cause }
        : new Fault(ErrorCodes.TunnelClientWriteFailed, FaultSide.Proxy, 0, "The client's end of the WebSocket connection could not be written to.") { Cause = result.Cause });

    /// <summary>A rule is broken, and a callback is to be shown messages: there is none that could be shown.</summary>
    public static SideEnd Protocol(WebSocketDirection direction, FrameProblems problems)
        => new(new Fault(ErrorCodes.WebSocketProtocolError, Sender(direction), 0, string.Join(' ', FrameProblemText.Sentence(problems))), FrameProblemText.CloseCodeFor(problems));

    public static SideEnd TooBig(WebSocketDirection direction) => new(
        new Fault(ErrorCodes.WebSocketMessageTooBig, Sender(direction), 0, "A message is longer than callbacks are shown (option MaxWebSocketMessageBytes)."),
        CloseStatus.MessageTooBig);

    private static FaultSide Sender(WebSocketDirection direction) => direction == WebSocketDirection.ToOrigin ? FaultSide.Client : FaultSide.Origin;
}
