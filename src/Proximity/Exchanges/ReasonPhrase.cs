using Proximity.Protocol.Faults;

namespace Proximity.Exchanges;

/// <summary>
/// The reason phrases of the proxy's own answers: fixed texts, so that nothing of a request gets into a status line. For a CONNECT they
/// say the cause, because most clients show of its answer nothing but the status line.
/// </summary>
internal static class ReasonPhrase
{
    /// <summary>The phrase for an answer with this fault's status.</summary>
    /// <param name="fault">Why the request failed.</param>
    /// <param name="isConnect">True for the answer to a CONNECT.</param>
    public static string Of(Fault fault, bool isConnect) => (isConnect ? fault.Reason ?? CauseOf(fault) : null) ?? NameOf(fault.Status);

    private static string? CauseOf(Fault fault) => fault.Code switch
    {
        ErrorCodes.MalformedConnectTarget => "Target is not host:port",
        ErrorCodes.RequestHeadersTooLarge when fault.Status == 400 => "Request head is too large",
        ErrorCodes.ClientNotAllowed => "Client is not allowed",
        ErrorCodes.TargetNotAllowed => "Target is not allowed",
        ErrorCodes.DnsFailed when fault.Status == 504 => "Name does not resolve in time",
        ErrorCodes.DnsFailed => "Name does not resolve",
        ErrorCodes.UpstreamConnectFailed => "Target cannot be reached",
        ErrorCodes.ConnectTimeout => "Target does not answer in time",
        ErrorCodes.ConnectionTimeout when fault.Status == 504 => "Target does not answer in time",
        ErrorCodes.LoopDetected => "Target is this proxy itself",
        ErrorCodes.TooManyConnections => "Too many connections of this client",
        ErrorCodes.TooManyTunnels => "Too many tunnels",
        ErrorCodes.ProxyStopping => "Proxy is stopping",
        ErrorCodes.UpstreamProxyConnectFailed => "Upstream proxy refuses the tunnel",
        ErrorCodes.UpstreamProxyConnectHeadersTooLarge => "Answer of upstream proxy is too large",
        ErrorCodes.UpstreamProxyConnectReadFailed => "No answer from upstream proxy",
        ErrorCodes.UpstreamProxyConnectWriteFailed => "Upstream proxy cannot be asked",
        _ => null,
    };

    private static string NameOf(int status) => StatusName.Of(status) ?? "Error";
}
