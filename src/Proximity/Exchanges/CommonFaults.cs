using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Exchanges;

/// <summary>The faults of reading, writing and waiting, which every part of an exchange can end with.</summary>
internal static class CommonFaults
{
    public static Fault Stopping { get; } = new(ErrorCodes.ProxyStopping, FaultSide.Proxy, 503, "The proxy is stopping.");

    public static Fault ClientNotAllowed { get; } = new(ErrorCodes.ClientNotAllowed, FaultSide.Client, 403, "Clients from this address may not use this proxy (option AllowClients).");

    public static Fault TooManyConnections { get; } = new(
        ErrorCodes.TooManyConnections, FaultSide.Client, 503, "This client has too many connections to the proxy (option MaxConnectionsPerClient).");

    public static Fault TooManyTunnels { get; } = new(ErrorCodes.TooManyTunnels, FaultSide.Proxy, 503, "The proxy has as many tunnels as it may have (option MaxTunnels).");

    public static Fault ClientLeft { get; } = new(ErrorCodes.ClientReadFailed, FaultSide.Client, 0, "The client reset its stream, or its connection has ended.");

    public static Fault ClientTooSlow { get; } = new(ErrorCodes.ClientTooSlow, FaultSide.Client, 408, "The client moves its bytes too slowly (option MinDataRate).");

    public static Fault CameBack { get; } = new(ErrorCodes.LoopDetected, FaultSide.Client, 508, "The request went through this proxy before: Via names it (RFC 9110 §7.6.3).");

    public static Fault Timeout(ExchangePhase phase) => phase switch
    {
        ExchangePhase.Idle or ExchangePhase.ReadingHeaders => new(ErrorCodes.ConnectionTimeout, FaultSide.Client, 408, "No whole request head arrived in time (options Timeout and HeadTimeout)."),
        ExchangePhase.Handshaking => new(ErrorCodes.ConnectionTimeout, FaultSide.Client, 0, "The TLS handshake with the client did not end in time (options Timeout and HeadTimeout)."),
        ExchangePhase.ConnectPending => new(ErrorCodes.ConnectionTimeout, FaultSide.Origin, 504, "No connection could be made in time (option Timeout)."),
        ExchangePhase.AwaitingResponse => new(ErrorCodes.ConnectionTimeout, FaultSide.Origin, 504, "No response arrived in time (option Timeout)."),
        ExchangePhase.StreamingBody => new(ErrorCodes.ConnectionTimeout, FaultSide.Origin, 0, "The body stopped moving (option Timeout)."),
        _ => new(ErrorCodes.ConnectionTimeout, FaultSide.Proxy, 0, "Nothing moved in the tunnel (option Timeout)."),
    };

    /// <summary>The client did not send the rest of its request's body (RFC 9110 §15.5.9).</summary>
    public static Fault BodyTimeout { get; } = new(ErrorCodes.ConnectionTimeout, FaultSide.Client, 408, "The rest of the request's body did not arrive in time (option Timeout).");

    /// <summary>The limit for looking up and connecting was reached.</summary>
    public static Fault ConnectTimeout(Fault fault) => fault.Code == ErrorCodes.DnsFailed
        ? fault with { Status = 504, Message = "The name did not resolve in time (option ConnectTimeout)." }
        : new(ErrorCodes.ConnectTimeout, FaultSide.Origin, 504, "No connection could be made in time (option ConnectTimeout).") { Cause = fault.Cause };

    public static Fault ClientRead(WireResult result)
    {
        string message = result.IsEnd ? "The client closed before its request was whole." : "Reading from the client failed.";
        return new(ErrorCodes.ClientReadFailed, FaultSide.Client, 0, message) { Cause = result.Cause };
    }

    public static Fault OriginRead(WireResult result, bool anythingReceived)
    {
        string message = (result.IsEnd, anythingReceived) switch
        {
            (true, false) => "The origin closed the connection without an answer.",
            (true, true) => "The origin closed the connection before its response was whole.",
            _ => "Reading from the origin failed.",
        };
        return new(ErrorCodes.UpstreamReadFailed, FaultSide.Origin, 502, message) { Cause = result.Cause, Retry = anythingReceived ? FaultRetry.Never : RetryAfter(result) };
    }

    public static Fault RequestForward(WireResult result) => new(ErrorCodes.RequestForwardFailed, FaultSide.Origin, 502, "The request could not be written to the origin.")
    {
        Cause = result.Cause,
        Retry = RetryAfter(result),
    };

    private static FaultRetry RetryAfter(WireResult result) => result.Error switch
    {
        WireError.Unprocessed => FaultRetry.Unprocessed,
        WireError.Inexpressible => FaultRetry.OverHttp1,
        _ => FaultRetry.IfIdempotent,
    };

    public static Fault ResponseWrite(WireResult result) => new(ErrorCodes.ResponseClientWriteFailed, FaultSide.Client, 0, "The response could not be written to the client.") { Cause = result.Cause };
}
