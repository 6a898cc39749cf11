namespace Proximity.Protocol.Faults;

/// <summary>The stable error codes: the same word in errors, flows, logs and documentation (docs/errors.md).</summary>
public static class ErrorCodes
{
    /// <summary>The upstream proxy address cannot be parsed; the proxy does not start.</summary>
    public const string InvalidUpstreamProxy = "invalid_upstream_proxy";

    /// <summary>The request head breaks the grammar or framing rules of RFC 9112.</summary>
    public const string MalformedRequest = "malformed_request";

    /// <summary>The target of a CONNECT is not <c>host:port</c> (RFC 9112 §3.2.3).</summary>
    public const string MalformedConnectTarget = "malformed_connect_target";

    /// <summary>No host could be found in the target or the Host field.</summary>
    public const string TargetResolutionFailed = "target_resolution_failed";

    /// <summary>An absolute-form target with the https scheme, which needs a CONNECT tunnel.</summary>
    public const string HttpsWithoutConnect = "https_without_connect";

    /// <summary>Nothing moved for longer than the time-out.</summary>
    public const string ConnectionTimeout = "connection_timeout";

    /// <summary>The origin, or the upstream proxy, could not be reached.</summary>
    public const string UpstreamConnectFailed = "upstream_connect_failed";

    /// <summary>The upstream proxy refused a CONNECT.</summary>
    public const string UpstreamProxyConnectFailed = "upstream_proxy_connect_failed";

    /// <summary>The upstream proxy's answer to CONNECT exceeds the header limit.</summary>
    public const string UpstreamProxyConnectHeadersTooLarge = "upstream_proxy_connect_headers_too_large";

    /// <summary>The upstream proxy's answer to CONNECT could not be read.</summary>
    public const string UpstreamProxyConnectReadFailed = "upstream_proxy_connect_read_failed";

    /// <summary>The CONNECT could not be sent to the upstream proxy.</summary>
    public const string UpstreamProxyConnectWriteFailed = "upstream_proxy_connect_write_failed";

    /// <summary>The upstream proxy answered a plain request with 407 (502).</summary>
    public const string UpstreamProxyAuthenticationRequired = "upstream_proxy_authentication_required";

    /// <summary>A request interceptor threw, or returned a message that is not valid HTTP.</summary>
    public const string RequestInterceptorFailed = "request_interceptor_failed";

    /// <summary>A response interceptor threw, or returned a message that is not valid HTTP.</summary>
    public const string ResponseInterceptorFailed = "response_interceptor_failed";

    /// <summary>The OnConnect callback threw.</summary>
    public const string OnConnectFailed = "onConnect_failed";

    /// <summary>The OnRequest callback threw.</summary>
    public const string OnRequestFailed = "onRequest_failed";

    /// <summary>The OnResponse callback threw.</summary>
    public const string OnResponseFailed = "onResponse_failed";

    /// <summary>The OnFlowRecord callback threw.</summary>
    public const string OnFlowRecordFailed = "onFlowRecord_failed";

    /// <summary>The OnFlowCompleted callback threw.</summary>
    public const string OnFlowCompletedFailed = "onFlowCompleted_failed";

    /// <summary>Reading from the client failed.</summary>
    public const string ClientReadFailed = "client_read_failed";

    /// <summary>Reading from the origin or upstream proxy failed, or it closed before its response was whole.</summary>
    public const string UpstreamReadFailed = "upstream_read_failed";

    /// <summary>The request could not be written to the origin or upstream proxy.</summary>
    public const string RequestForwardFailed = "request_forward_failed";

    /// <summary>The response could not be written to the client.</summary>
    public const string ResponseClientWriteFailed = "response_client_write_failed";

    /// <summary>A response header block exceeds the limit; it was forwarded raw.</summary>
    public const string ResponseHeadersTooLarge = "response_headers_too_large";

    /// <summary>The answer to a CONNECT could not be written to the client.</summary>
    public const string ConnectResponseFailed = "connect_response_failed";

    /// <summary>Reading from one end of a tunnel failed.</summary>
    public const string TunnelReadFailed = "tunnel_read_failed";

    /// <summary>Writing to the origin's end of a tunnel failed.</summary>
    public const string TunnelWriteFailed = "tunnel_write_failed";

    /// <summary>Writing to the client's end of a tunnel failed.</summary>
    public const string TunnelClientWriteFailed = "tunnel_client_write_failed";

    /// <summary>The listening socket could not be bound; the proxy does not start.</summary>
    public const string ServerSocketCreateFailed = "server_socket_create_failed";

    /// <summary>The time-out clock could not be started; the proxy does not start.</summary>
    public const string TimeoutTimerFailed = "timeout_timer_failed";

    /// <summary>A failure with no narrower code: a defect of the proxy, or a file that could not be exported or loaded.</summary>
    public const string ProxyError = "proxy_error";

    /// <summary>The request names a transfer coding the proxy does not implement (501, RFC 9112 §6.1).</summary>
    public const string UnsupportedTransferCoding = "unsupported_transfer_coding";

    /// <summary>The request's method is longer than any in use (501, RFC 9112 §3).</summary>
    public const string UnsupportedMethod = "unsupported_method";

    /// <summary>The request's major version is not 1 (505, RFC 9110 §15.6.6).</summary>
    public const string UnsupportedVersion = "unsupported_version";

    /// <summary>The request header block exceeds <c>MaxHeaderBytes</c> or the field count (400).</summary>
    public const string RequestHeadersTooLarge = "request_headers_too_large";

    /// <summary>The origin's response breaks the grammar or framing rules of RFC 9112 (502).</summary>
    public const string MalformedResponse = "malformed_response";

    /// <summary>A chunked request body breaks RFC 9112 §7.1.</summary>
    public const string MalformedRequestBody = "malformed_request_body";

    /// <summary>A chunked response body breaks RFC 9112 §7.1.</summary>
    public const string MalformedResponseBody = "malformed_response_body";

    /// <summary>The name of the target does not resolve (502).</summary>
    public const string DnsFailed = "dns_failed";

    /// <summary>The request would come back to this proxy (508, RFC 5842 §7.2).</summary>
    public const string LoopDetected = "loop_detected";

    /// <summary>The client's address is not among those allowed (403).</summary>
    public const string ClientNotAllowed = "client_not_allowed";

    /// <summary>The rules do not allow the target (403).</summary>
    public const string TargetNotAllowed = "target_not_allowed";

    /// <summary>The request brings no good credentials for the proxy (407, RFC 9110 §15.5.8).</summary>
    public const string ProxyAuthenticationRequired = "proxy_authentication_required";

    /// <summary>The Authenticate callback threw.</summary>
    public const string AuthenticateFailed = "authenticate_failed";

    /// <summary>One client has too many connections (503).</summary>
    public const string TooManyConnections = "too_many_connections";

    /// <summary>The proxy has as many tunnels as it may have (503).</summary>
    public const string TooManyTunnels = "too_many_tunnels";

    /// <summary>The system's limit of open files leaves no room: for a connection to an origin, or for a start.</summary>
    public const string TooFewDescriptors = "too_few_descriptors";

    /// <summary>The client sends or takes a body too slowly (408).</summary>
    public const string ClientTooSlow = "client_too_slow";

    /// <summary>No connection could be made within <c>ConnectTimeout</c> (504).</summary>
    public const string ConnectTimeout = "connect_timeout";

    /// <summary>
    /// An entry of <c>AllowTargets</c>, <c>DenyTargets</c> or <c>ConnectPorts</c> cannot be read; the proxy does not start.
    /// </summary>
    public const string InvalidTargetRule = "invalid_target_rule";

    /// <summary>
    /// Beyond the documented behaviour (docs/contract.md): <c>ProxyAuth</c> is not <c>user:password</c>; the proxy does not start.
    /// </summary>
    public const string InvalidProxyAuth = "invalid_proxy_auth";

    /// <summary>
    /// Beyond the documented behaviour (docs/contract.md): options are out of their range, set in both forms or contradict one another, or
    /// several cannot be used for reasons with different codes; the proxy does not start, or keeps the options that it has.
    /// </summary>
    public const string InvalidOptions = "invalid_options";

    /// <summary>An entry of <c>AllowClients</c> is no address, range or preset; the proxy does not start.</summary>
    public const string InvalidAllowClients = "invalid_allow_clients";

    /// <summary>Beyond the documented behaviour (docs/contract.md): <c>Via</c> is not a token; the proxy does not start.</summary>
    public const string InvalidVia = "invalid_via";

    /// <summary>A handler threw, misused what it was given, or made a message that cannot be sent.</summary>
    public const string HandlerFailed = "handler_failed";

    /// <summary>A handler broke the exchange off: that is its verdict, and no error.</summary>
    public const string HandlerAborted = "handler_aborted";

    /// <summary>A request's body is longer than a handler may hold, and such are refused (413).</summary>
    public const string RequestBodyTooLarge = "request_body_too_large";

    /// <summary>A response's body is longer than a handler may hold, and such are refused (502).</summary>
    public const string ResponseBodyTooLarge = "response_body_too_large";

    /// <summary>The OnWebSocketOpen callback threw.</summary>
    public const string OnWebSocketOpenFailed = "onWebSocketOpen_failed";

    /// <summary>The OnWebSocketMessage callback threw, or what it made is not a valid message.</summary>
    public const string OnWebSocketMessageFailed = "onWebSocketMessage_failed";

    /// <summary>A peer breaks RFC 6455 or RFC 7692 on a connection whose messages callbacks are shown.</summary>
    public const string WebSocketProtocolError = "websocket_protocol_error";

    /// <summary>A message is longer than <c>MaxWebSocketMessageBytes</c>, and callbacks are to be shown it.</summary>
    public const string WebSocketMessageTooBig = "websocket_message_too_big";

    /// <summary>The response names a WebSocket extension that is not known; callbacks are shown no messages.</summary>
    public const string WebSocketExtensionUnknown = "websocket_extension_unknown";

    /// <summary>A certificate, key or password file asked for could not be loaded; the proxy does not start.</summary>
    public const string CertificateLoadFailed = "certificate_load_failed";

    /// <summary>A tunnel begins like TLS, but its ClientHello cannot be read; it is relayed untouched.</summary>
    public const string MalformedClientHello = "malformed_client_hello";

    /// <summary>
    /// The client turned the certificate down that interception showed it; for a while its tunnels to that host are relayed untouched.
    /// </summary>
    public const string ClientRejectedCertificate = "client_rejected_certificate";

    /// <summary>The TLS handshake with the client failed for another reason.</summary>
    public const string ClientTlsFailed = "client_tls_failed";

    /// <summary>The TLS handshake with the origin failed (502).</summary>
    public const string OriginTlsFailed = "origin_tls_failed";

    /// <summary>Nobody trusted vouches for the origin's certificate (502).</summary>
    public const string OriginCertificateUntrusted = "origin_certificate_untrusted";

    /// <summary>The origin's certificate, or one above it, is not valid at this time (502).</summary>
    public const string OriginCertificateExpired = "origin_certificate_expired";

    /// <summary>The origin's certificate is for other names (502).</summary>
    public const string OriginCertificateNameMismatch = "origin_certificate_name_mismatch";

    /// <summary>The origin's certificate is revoked, or whether it is could not be found out (502).</summary>
    public const string OriginCertificateRevoked = "origin_certificate_revoked";

    /// <summary>The origin's certificate, or one above it, has a key that can be broken (502).</summary>
    public const string OriginCertificateWeakKey = "origin_certificate_weak_key";

    /// <summary>The origin's certificate, or one above it, is signed with an algorithm that can be forged (502).</summary>
    public const string OriginCertificateWeakSignature = "origin_certificate_weak_signature";

    /// <summary>The origin's certificate names no host as a subject alternative name (502, RFC 9110 §4.3.4).</summary>
    public const string OriginCertificateWithoutNames = "origin_certificate_without_names";

    /// <summary>A request in an intercepted tunnel names another host than the tunnel's (421, RFC 9110 §15.5.20).</summary>
    public const string MisdirectedRequest = "misdirected_request";

    /// <summary>The OnClientHello callback refused the tunnel.</summary>
    public const string TunnelRefused = "tunnel_refused";

    /// <summary>The OnClientHello callback threw; the tunnel is intercepted.</summary>
    public const string OnClientHelloFailed = "onClientHello_failed";

    /// <summary>No certificate could be made for a host.</summary>
    public const string CertificateMintFailed = "certificate_mint_failed";

    /// <summary>Flows could not be written to the export file.</summary>
    public const string FlowExportFailed = "flow_export_failed";

    /// <summary>Flows could not be read from the import file; the table is as it was.</summary>
    public const string FlowLoadFailed = "flow_load_failed";

    /// <summary>The store of flows failed; it is tried again, and what is lost is counted.</summary>
    public const string FlowStoreFailed = "flow_store_failed";

    /// <summary>The proxy is stopping and aborted the exchange.</summary>
    public const string ProxyStopping = "proxy_stopping";
}
