using System.Globalization;
using System.Net.Sockets;
using Proximity.Protocol.Faults;
using Proximity.Tls;

namespace Proximity.Exchanges;

/// <summary>The Proxy-Status field of the proxy's own answers (RFC 9209): the registered error type, and the code and flow as details.</summary>
internal static class ProxyStatus
{
    /// <summary>The field's value.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="phase">When.</param>
    /// <param name="flowId">The flow's number; null when there is none.</param>
    public static string Describe(Fault fault, ExchangePhase phase, long? flowId)
    {
        string flow = flowId is { } id ? string.Create(CultureInfo.InvariantCulture, $"; flow={id}") : "";
        return $"proximity; error={ErrorType(fault, phase)}; details=\"{fault.Code}{flow}\"";
    }

    private static string ErrorType(Fault fault, ExchangePhase phase) => fault.Code switch
    {
        ErrorCodes.DnsFailed when fault.Status == 504 => "dns_timeout",
        ErrorCodes.DnsFailed => "dns_error",
        ErrorCodes.LoopDetected => "proxy_loop_detected",
        ErrorCodes.TargetNotAllowed when phase == ExchangePhase.ConnectPending => "destination_ip_prohibited",
        ErrorCodes.ClientNotAllowed or ErrorCodes.TargetNotAllowed or ErrorCodes.ProxyAuthenticationRequired or ErrorCodes.TooManyConnections => "http_request_denied",
        ErrorCodes.OriginTlsFailed when fault.Cause is { } cause && TlsFailure.ReceivedAlert(cause) is not null => "tls_alert_received",
        ErrorCodes.OriginTlsFailed => "tls_protocol_error",
        ErrorCodes.OriginCertificateUntrusted or ErrorCodes.OriginCertificateExpired or ErrorCodes.OriginCertificateNameMismatch or ErrorCodes.OriginCertificateRevoked
            or ErrorCodes.OriginCertificateWeakKey or ErrorCodes.OriginCertificateWeakSignature or ErrorCodes.OriginCertificateWithoutNames => "tls_certificate_error",
        ErrorCodes.TooManyTunnels or ErrorCodes.TooFewDescriptors => "connection_limit_reached",
        ErrorCodes.ConnectTimeout => "connection_timeout",
        ErrorCodes.UpstreamConnectFailed => ConnectErrorType(fault.Cause),
        ErrorCodes.UpstreamProxyAuthenticationRequired => "proxy_configuration_error",
        ErrorCodes.ResponseHeadersTooLarge => "http_response_header_section_size",
        ErrorCodes.MalformedResponse or ErrorCodes.MalformedResponseBody => "http_protocol_error",
        ErrorCodes.UpstreamReadFailed or ErrorCodes.RequestForwardFailed => "connection_terminated",
        ErrorCodes.ConnectionTimeout when phase == ExchangePhase.ConnectPending => "connection_timeout",
        ErrorCodes.ConnectionTimeout when phase is ExchangePhase.AwaitingResponse or ExchangePhase.HoldingBody => "http_response_timeout",
        _ when fault.Side == FaultSide.Client => "http_request_error",
        _ when fault.Side is FaultSide.Origin or FaultSide.Upstream => "destination_unavailable",
        _ => "proxy_internal_error",
    };

    private static string ConnectErrorType(Exception? cause) => (cause as SocketException)?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection_refused",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "destination_ip_unroutable",
        SocketError.TimedOut => "connection_timeout",
        _ => "destination_unavailable",
    };
}
