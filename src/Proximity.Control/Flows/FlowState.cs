using System.Text.Json.Serialization;

namespace Proximity.Control;

/// <summary>How far a flow has come.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<FlowState>))]
internal enum FlowState
{
    /// <summary>The request is being sent.</summary>
    Sending,

    /// <summary>The response is awaited.</summary>
    Waiting,

    /// <summary>The response is being received.</summary>
    Receiving,

    /// <summary>A WebSocket connection, a stream of events or a tunnel is open.</summary>
    Open,

    /// <summary>It has ended well.</summary>
    Done,

    /// <summary>It has ended with an error.</summary>
    Failed,
}
