using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Targets;
using static Proximity.Protocol.Tests.ProtocolInput;

namespace Proximity.Protocol.Tests;

public class RequestTargetTests
{
    [Theory]
    [InlineData("GET http://h/p?q HTTP/1.1\r\nHost: h", "h 80 /p?q http://h/p?q")]
    [InlineData("GET http://h:81/p HTTP/1.1\r\nHost: other", "h 81 /p http://h:81/p")]
    [InlineData("GET HTTP://h HTTP/1.1\r\nHost: h", "h 80 / HTTP://h")]
    [InlineData("GET http://h?q HTTP/1.1\r\nHost: h", "h 80 /?q http://h?q")]
    [InlineData("GET http://h:/p HTTP/1.1\r\nHost: h", "h 80 /p http://h:/p")]
    [InlineData("GET http://[::1]:8080/p HTTP/1.1\r\nHost: h", "::1 8080 /p http://[::1]:8080/p")]
    [InlineData("GET http://127.0.0.1/p HTTP/1.0", "127.0.0.1 80 /p http://127.0.0.1/p")]
    [InlineData("GET http://h/p HTTP/1.1\r\nHost:", "h 80 /p http://h/p")]
    [InlineData("GET /p HTTP/1.1\r\nHost: h:81", "h 81 /p http://h:81/p")]
    [InlineData("OPTIONS http://h HTTP/1.1\r\nHost: h", "h 80 * http://h")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: h", "h 80 * http://h")]
    [InlineData("CONNECT h:443 HTTP/1.1\r\nHost: h:443", "h 443")]
    [InlineData("CONNECT [::1]:443 HTTP/1.0", "::1 443")]
    [InlineData("CONNECT h:443 HTTP/1.1", "h 443")]
    [InlineData("CONNECT h:443 HTTP/1.1\r\nHost:", "h 443")]
    public void Target_IsRead(string head, string expected) => Assert.Equal(expected, Describe(head));

    [Theory]
    [InlineData("GET http://h/ HTTP/1.1")]
    [InlineData("GET http://h/ HTTP/1.1\r\nHost: h\r\nHost: h")]
    [InlineData("GET http://h/ HTTP/1.1\r\nHost: h, evil")]
    [InlineData("GET http://h/ HTTP/1.1\r\nHost: u@h")]
    [InlineData("GET http://h/ HTTP/1.1\r\nHost: h:65536")]
    [InlineData("GET http://u:p@h/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://a\\@h/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http:///x HTTP/1.1\r\nHost: h")]
    [InlineData("GET http:/h/x HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://h:0/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://h:65536/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://h:+80/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://h:80:80/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://h%0d%0aX/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://[127.0.0.1]/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://[::1/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://[fe80::1%25eth0]/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://0177.0.0.1/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://127.1/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://2130706433/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://0x7f.0.0.0x1/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET http://256.0.0.1/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET ftp://h/ HTTP/1.1\r\nHost: h")]
    [InlineData("GET h:80 HTTP/1.1\r\nHost: h")]
    [InlineData("GET * HTTP/1.1\r\nHost: h")]
    [InlineData("connect h:443 HTTP/1.1\r\nHost: h")]
    public void BadTargetOrHost_IsRefused(string head) => Assert.Equal(ErrorCodes.MalformedRequest + " 400", Describe(head));

    [Theory]
    [InlineData("CONNECT h HTTP/1.1\r\nHost: h")]
    [InlineData("CONNECT h: HTTP/1.1\r\nHost: h")]
    [InlineData("CONNECT h:http HTTP/1.1\r\nHost: h")]
    [InlineData("CONNECT h:+443 HTTP/1.1\r\nHost: h")]
    [InlineData("CONNECT h:0 HTTP/1.1\r\nHost: h")]
    [InlineData("CONNECT ::1:443 HTTP/1.1\r\nHost: h")]
    [InlineData("CONNECT [::1:443 HTTP/1.1\r\nHost: h")]
    [InlineData("CONNECT http://h:443/ HTTP/1.1\r\nHost: h")]
    [InlineData("CONNECT u@h:443 HTTP/1.1\r\nHost: h")]
    [InlineData("CONNECT h:443/x HTTP/1.1\r\nHost: h")]
    public void ConnectTargetOtherThanHostAndPort_IsRefused(string head) => Assert.Equal(ErrorCodes.MalformedConnectTarget + " 400", Describe(head));

    [Theory]
    [InlineData("GET /x HTTP/1.0")]
    [InlineData("GET /x HTTP/1.1")]
    [InlineData("GET //h/x HTTP/1.1")]
    [InlineData("GET /x HTTP/1.1\r\nHost:")]
    [InlineData("GET /x HTTP/1.0\r\nHost:")]
    [InlineData("OPTIONS * HTTP/1.1")]
    [InlineData("OPTIONS * HTTP/1.0")]
    public void NoHostAnywhere_HasItsOwnCode(string head) => Assert.Equal(ErrorCodes.TargetResolutionFailed + " 400", Describe(head));

    [Fact]
    public void HttpsTarget_HasItsOwnCode() => Assert.Equal(ErrorCodes.HttpsWithoutConnect + " 501", Describe("GET https://h/ HTTP/1.1\r\nHost: h"));

    [Theory]
    [InlineData("GET https://h/p HTTP/1.1\r\nHost: h", "h 443 /p https://h/p", true)]
    [InlineData("GET HTTPS://h:8443 HTTP/1.1\r\nHost: other", "h 8443 / HTTPS://h:8443", true)]
    [InlineData("GET http://h/p HTTP/1.1\r\nHost: h", "h 80 /p http://h/p", false)]
    [InlineData("GET /p HTTP/1.1\r\nHost: h", "h 80 /p http://h/p", false)]
    public void HttpsTargetThatIsTaken_WantsTls(string text, string expected, bool wantsTls)
    {
        var reading = new TargetReading(TakesHttps: true);
        Assert.Equal(expected, Describe(text, reading));
        RequestTarget.Read(Request(text + "\r\n\r\n"), out RequestTarget target, reading);
        Assert.Equal(wantsTls, target.WantsTls);
    }

    [Theory]
    [InlineData("CONNECT ::1:443 HTTP/1.0", "::1 443")]
    [InlineData("CONNECT 2001:db8::7:8443 HTTP/1.1\r\nHost: 2001:db8::7:8443", "2001:db8::7 8443")]
    [InlineData("CONNECT ::1:443 HTTP/1.1\r\nHost: ::1", "::1 443")]
    [InlineData("CONNECT ::1: HTTP/1.1", "malformed_connect_target 400")]
    [InlineData("CONNECT ::1:0 HTTP/1.1", "malformed_connect_target 400")]
    [InlineData("CONNECT 1:2:443 HTTP/1.1", "malformed_connect_target 400")]
    [InlineData("CONNECT ::1:443 HTTP/1.1\r\nHost: ::1\r\nHost: ::1", "malformed_request 400")]
    public void AddressWithoutBrackets_IsTakenByLenientReadingOnly(string text, string expected)
    {
        Assert.Equal(expected, Describe(text, new TargetReading(IsLenient: true)));
        Assert.Equal(ErrorCodes.MalformedConnectTarget + " 400", Describe(text));
        bool isAddress = RequestTarget.Read(Request(text + "\r\n\r\n"), out _)!.Message.EndsWith("(option Strictness).", StringComparison.Ordinal);
        Assert.Equal(!expected.StartsWith("malformed_connect", StringComparison.Ordinal), isAddress);
    }

    [Fact]
    public void AddressWithoutBrackets_IsForAConnectOnly()
        => Assert.Equal(ErrorCodes.MalformedRequest + " 400", Describe("GET http://::1:80/ HTTP/1.1\r\nHost: h", new TargetReading(IsLenient: true)));

    private static string Describe(string text, TargetReading reading = default)
    {
        RequestHead head = Request(text + "\r\n\r\n");
        if (RequestTarget.Read(head, out RequestTarget target, reading) is { } fault)
        {
            return $"{fault.Code} {fault.Status}";
        }

        string host = Text(target.AuthorityBytes(head).Slice(target.Authority.HostStart, target.Authority.HostLength));
        if (target.Form == TargetForm.Authority)
        {
            return $"{host} {target.Authority.Port}";
        }

        var origin = new ByteBuffer(new BufferPool());
        var absolute = new ByteBuffer(new BufferPool());
        target.WriteOriginForm(head, origin);
        target.WriteAbsoluteForm(head, absolute);
        return $"{host} {target.Authority.Port} {Text(origin.Span)} {Text(absolute.Span)}";
    }
}
