using Proximity.Protocol.Faults;
using Proximity.Tls;
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

    public static Fault LoopDetected { get; } = new(
        ErrorCodes.LoopDetected, FaultSide.Client, 508, "The request went through this proxy before: Via names it (RFC 9110 §7.6.3).");

    private const string NeedsHttp11 = "This request needs HTTP/1.1 with the origin, and its body cannot be sent a second time.";

    /// <summary>An exception that nobody expected.</summary>
    public static Fault Defect(Exception exception) => new(ErrorCodes.ProxyError, FaultSide.Proxy, 0, "A defect ended a connection.") { Cause = exception };

    /// <summary>Nothing moved in a phase for as long as this option lets it.</summary>
    public static Fault Timeout(ExchangePhase phase, string option)
    {
        (FaultSide side, int status, string what) = phase switch
        {
            ExchangePhase.Idle or ExchangePhase.ReadingHeaders => (FaultSide.Client, 408, "No whole request head arrived in time"),
            ExchangePhase.Handshaking => (FaultSide.Client, 0, "The TLS handshake with the client did not end in time"),
            ExchangePhase.ConnectPending => (FaultSide.Origin, 504, "No connection could be made in time"),
            ExchangePhase.AwaitingResponse => (FaultSide.Origin, 504, "No response arrived in time"),
            ExchangePhase.HoldingBody => (FaultSide.Origin, 504, "The rest of the response's body did not arrive in time"),
            ExchangePhase.StreamingBody => (FaultSide.Origin, 0, "The body stopped moving"),
            ExchangePhase.Answering => (FaultSide.Client, 0, "The client did not take its answer in time"),
            _ => (FaultSide.Proxy, 0, "Nothing moved in the tunnel"),
        };
        return new(ErrorCodes.ConnectionTimeout, side, status, $"{what} (option {option}).");
    }

    /// <summary>The client did not send the rest of its request's body (RFC 9110 §15.5.9).</summary>
    public static Fault BodyTimeout(string option) => new(
        ErrorCodes.ConnectionTimeout, FaultSide.Client, 408, $"The rest of the request's body did not arrive in time (option {option}).");

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
        if (!anythingReceived && OriginAlert(result) is { } alert)
        {
            return alert;
        }

        string message = (result.IsEnd, anythingReceived) switch
        {
            _ when result.Error == WireError.Inexpressible && !anythingReceived => NeedsHttp11,
            (true, false) => "The origin closed the connection without an answer.",
            (true, true) => "The origin closed the connection before its response was whole.",
            _ => "Reading from the origin failed.",
        };
        return new(ErrorCodes.UpstreamReadFailed, FaultSide.Origin, 502, message) { Cause = result.Cause, Retry = anythingReceived ? FaultRetry.Never : RetryAfter(result) };
    }

    public static Fault RequestForward(WireResult result)
    {
        string message = result.Error == WireError.Inexpressible ? NeedsHttp11 : "The request could not be written to the origin.";
        return OriginAlert(result) ?? new(ErrorCodes.RequestForwardFailed, FaultSide.Origin, 502, message)
        {
            Cause = result.Cause,
            Retry = RetryAfter(result),
        };
    }

    /// <summary>
    /// The fault of an origin that ends TLS by an alert before its first response byte; null when it sent none. With TLS 1.3 a client certificate is judged when our side of the handshake
    /// is over already (RFC 8446 §4.4.2.4): the refusal comes in place of the response.
    /// </summary>
    public static Fault? OriginAlert(WireResult result)
        => result.Cause is { } cause && TlsFailure.ReceivedAlert(cause) is { } alert
            ? new(ErrorCodes.OriginTlsFailed, FaultSide.Origin, 502, $"The origin ended TLS: it sent the alert {TlsFailure.Name(alert)}.") { Cause = cause, Retry = RetryAfter(result) }
            : null;

    private static FaultRetry RetryAfter(WireResult result) => result.Error switch
    {
        WireError.Unprocessed => FaultRetry.Unprocessed,
        WireError.Inexpressible => FaultRetry.OverHttp1,
        _ => FaultRetry.IfIdempotent,
    };

    public static Fault ResponseWrite(WireResult result) => new(ErrorCodes.ResponseClientWriteFailed, FaultSide.Client, 0, "The response could not be written to the client.") { Cause = result.Cause };
}
