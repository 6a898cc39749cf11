namespace Proximity.Filters;

/// <summary>The steps of an exchange at which more of it is known, in their order.</summary>
public enum FilterPhase
{
    /// <summary>The client has connected: its address is known.</summary>
    Connect,

    /// <summary>The request's head is there.</summary>
    RequestHead,

    /// <summary>The request's body is there, as far as it is kept, and its trailers.</summary>
    RequestBody,

    /// <summary>The final response's head is there.</summary>
    ResponseHead,

    /// <summary>The response's body is there, as far as it is kept, and its trailers.</summary>
    ResponseBody,

    /// <summary>All messages of a WebSocket connection, event stream or gRPC call have passed.</summary>
    Messages,

    /// <summary>The exchange has ended: its duration, its bytes and its error are known.</summary>
    Done,
}
