namespace Proximity;

/// <summary>What a handler may ask for beyond heads.</summary>
[Flags]
public enum HandlerNeeds
{
    /// <summary>Heads only.</summary>
    Heads = 0,

    /// <summary>The request's body.</summary>
    RequestBody = 1,

    /// <summary>The response's body.</summary>
    ResponseBody = 2,

    /// <summary>Both bodies.</summary>
    Bodies = RequestBody | ResponseBody,

    /// <summary>CONNECT requests, which have no bodies: handlers without this need do not see them.</summary>
    Connect = 4,

    /// <summary>
    /// The messages of WebSocket connections, event streams and gRPC calls (<see cref="ExchangeContext.Messages"/>). It is never a part of
    /// the default: state it together with the others that are needed.
    /// </summary>
    Messages = 8,
}
