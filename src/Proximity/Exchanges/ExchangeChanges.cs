using Proximity.Flows;
using Proximity.Wires;

namespace Proximity.Exchanges;

/// <summary>What handlers changed of an exchange beyond its heads.</summary>
internal sealed class ExchangeChanges
{
    /// <summary>Where the request goes instead of where it says; null for there.</summary>
    public Uri? Origin { get; set; }

    /// <summary>What becomes of a tunnel whatever the options for interception say; null leaves it to them.</summary>
    public TunnelVerdict? Tunnel { get; set; }

    /// <summary>What is sent as the request's body in place of the client's; null for that.</summary>
    public InputBuffer? RequestBody { get; set; }

    /// <summary>What is sent as the response's body in place of the origin's; null for that.</summary>
    public InputBuffer? ResponseBody { get; set; }

    /// <summary>User code that makes another body of the request's as it passes; null for none.</summary>
    public TransformPlan? RequestTransform { get; set; }

    /// <summary>User code that makes another body of the response's as it passes; null for none.</summary>
    public TransformPlan? ResponseTransform { get; set; }

    /// <summary>True when the origin's body has been taken in whole: its connection can go on though the body is not sent.</summary>
    public bool IsOriginsBodyTaken { get; set; }

    /// <summary>Makes the fields that a request came with true of the body in its place; null while that is the client's.</summary>
    public Action<HeaderCollection>? MendRequest { get; private set; }

    /// <summary>Makes the fields that a response came with true of the body in its place; null while that is the origin's.</summary>
    public Action<HeaderCollection>? MendResponse { get; private set; }

    /// <summary>A body has been replaced: a head that goes out as it was received all the same needs this done to it.</summary>
    public void Mend(bool isRequest, Action<HeaderCollection> mend)
    {
        MendRequest = isRequest ? mend : MendRequest;
        MendResponse = isRequest ? MendResponse : mend;
    }

    /// <summary>Gives the buffers back.</summary>
    public void Release()
    {
        RequestBody?.Release();
        ResponseBody?.Release();
    }
}
