using System.Net.Sockets;
using System.Security.Cryptography;
using Proximity.Exchanges;
using Proximity.Protocol.Faults;

namespace Proximity.Tests.Exchanges;

/// <summary>The registered types of RFC 9209 §2.3.</summary>
public class ProxyStatusTests
{
    private const int CertificateRequired = 1116;

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "connection_refused")]
    [InlineData(SocketError.NetworkUnreachable, "destination_ip_unroutable")]
    [InlineData(SocketError.HostUnreachable, "destination_ip_unroutable")]
    [InlineData(SocketError.TimedOut, "connection_timeout")]
    [InlineData(SocketError.ConnectionReset, "destination_unavailable")]
    public void ConnectionThatFailed_SaysHow(SocketError error, string type)
        => Assert.Equal(type, TypeOf(ErrorCodes.UpstreamConnectFailed, FaultSide.Origin, cause: new SocketException((int)error)));

    [Theory]
    [InlineData(nameof(ExchangePhase.ReadingHeaders), "http_request_denied")]
    [InlineData(nameof(ExchangePhase.ConnectPending), "destination_ip_prohibited")]
    public void TargetThatIsRefused_SaysWhetherItsAddressIs(string phase, string type)
        => Assert.Equal(type, TypeOf(ErrorCodes.TargetNotAllowed, FaultSide.Client, Enum.Parse<ExchangePhase>(phase)));

    [Theory]
    [InlineData(0, "tls_protocol_error")]
    [InlineData(CertificateRequired, "tls_alert_received")]
    public void OriginThatEndsTlsByAnAlert_IsToldApart(int result, string type)
        => Assert.Equal(type, TypeOf(ErrorCodes.OriginTlsFailed, FaultSide.Origin, cause: new CryptographicException(result)));

    [Theory]
    [InlineData(ErrorCodes.UpstreamConnectFailed, "destination_unavailable")]
    [InlineData(ErrorCodes.UpstreamProxyConnectFailed, "destination_unavailable")]
    [InlineData(ErrorCodes.UpstreamProxyAuthenticationRequired, "proxy_configuration_error")]
    [InlineData(ErrorCodes.ResponseHeadersTooLarge, "http_response_header_section_size")]
    [InlineData(ErrorCodes.UpstreamReadFailed, "connection_terminated")]
    [InlineData(ErrorCodes.OriginCertificateExpired, "tls_certificate_error")]
    public void Code_HasItsType(string code, string type) => Assert.Equal(type, TypeOf(code, FaultSide.Upstream));

    private static string TypeOf(
        string code, FaultSide side, ExchangePhase phase = ExchangePhase.AwaitingResponse, Exception? cause = null)
    {
        string value = ProxyStatus.Describe(new Fault(code, side, 502, "It failed.") { Cause = cause }, phase, flowId: 7);
        Assert.EndsWith($"; details=\"{code}; flow=7\"", value, StringComparison.Ordinal);
        return value["proximity; error=".Length..value.IndexOf("; details", StringComparison.Ordinal)];
    }
}
