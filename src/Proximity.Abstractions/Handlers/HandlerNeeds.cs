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
}
