using System.Text;
using Proximity.Protocol.Tls;

namespace Proximity.Protocol.Tests.Tls;

public class TunnelOpeningTests
{
    [Theory]
    [InlineData("\x16\x03\x01\x02\x00\x01", "Tls")]
    [InlineData("\x16\x03\x03\x00\x04\x01", "Tls")]
    [InlineData("\x16\x03\x01\x02\x00\x02", "Other")]
    [InlineData("\x16\x02\x01\x02\x00\x01", "Other")]
    [InlineData("\x16\x03\x09\x02\x00\x01", "Other")]
    [InlineData("\x17\x03\x01\x02\x00\x01", "Other")]
    [InlineData("GET / HTTP/1.1\r\n", "Http1")]
    [InlineData("GET / HTTP/1.0\n", "Http1")]
    [InlineData("PROPFIND /a b HTTP/1.1\r\n", "Http1")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "Http2")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSN", "Other")]
    [InlineData("POST / HTTP/1.1\r\n", "Http1")]
    [InlineData("GET / HTTP/2.0\r\n", "Other")]
    [InlineData("OPTIONS * HTTP/1.1\r\n", "Http1")]
    [InlineData("CONNECT a.test:443 HTTP/1.1\r\n", "Other")]
    [InlineData("GET http://a.test/ HTTP/1.1\r\n", "Other")]
    [InlineData("GET HTTP/1.1\r\n", "Other")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "Other")]
    [InlineData("EHLO client.example\r\n", "Other")]
    [InlineData("NICK somebody\r\n", "Other")]
    [InlineData("USER a b c :HTTP/1.1 d\r\n", "Other")]
    [InlineData("\r\nGET / HTTP/1.1\r\n", "Other")]
    [InlineData("\0\0\0\x08\x04\xd2\x16\x2f", "Other")]
    [InlineData("*1\r\n$4\r\nPING\r\n", "Other")]
    public void FirstBytes_TellWhatIsSpoken(string text, string kind)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        Assert.Equal(kind, TunnelOpening.Judge(bytes).ToString());
        for (int length = 0; length < bytes.Length; length++)
        {
            string part = TunnelOpening.Judge(bytes.AsSpan(0, length)).ToString();
            Assert.True(part == "NeedMore" || part == kind, $"{length} bytes: {part}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\x16\x03\x01\x02\x00")]
    [InlineData("P")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r")]
    [InlineData("GET / HTTP/1.1")]
    public void TooFewBytes_SayNothingYet(string text) => Assert.Equal(OpeningKind.NeedMore, TunnelOpening.Judge(Encoding.Latin1.GetBytes(text)));

    [Fact]
    public void EndlessLine_IsSomethingElse()
        => Assert.Equal(OpeningKind.Other, TunnelOpening.Judge(Encoding.Latin1.GetBytes("GET /" + new string('a', TunnelOpening.MaxBytes))));

    [Fact]
    public void EndlessWord_IsSomethingElse() => Assert.Equal(OpeningKind.Other, TunnelOpening.Judge(Encoding.Latin1.GetBytes(new string('A', 33))));
}
