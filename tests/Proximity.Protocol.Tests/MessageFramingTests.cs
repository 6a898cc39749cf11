using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using static Proximity.Protocol.Tests.ProtocolInput;

namespace Proximity.Protocol.Tests;

public class MessageFramingTests
{
    [Theory]
    [InlineData("", "None 0")]
    [InlineData("Content-Length: 0\r\n", "Length 0")]
    [InlineData("Content-Length: 5\r\n", "Length 5")]
    [InlineData("content-length:\t005 \r\n", "Length 5")]
    [InlineData("Content-Length: 9223372036854775807\r\n", "Length 9223372036854775807")]
    [InlineData("Transfer-Encoding: chunked\r\n", "Chunked 0")]
    [InlineData("Transfer-Encoding:\tChUnKeD \t\r\n", "Chunked 0")]
    [InlineData("Content-Length: -5\r\n", "malformed_request 400")]
    [InlineData("Content-Length: +5\r\n", "malformed_request 400")]
    [InlineData("Content-Length: 0x5\r\n", "malformed_request 400")]
    [InlineData("Content-Length: 1_0\r\n", "malformed_request 400")]
    [InlineData("Content-Length: 1 0\r\n", "malformed_request 400")]
    [InlineData("Content-Length: 5.0\r\n", "malformed_request 400")]
    [InlineData("Content-Length:\r\n", "malformed_request 400")]
    [InlineData("Content-Length: 5, 5\r\n", "malformed_request 400")]
    [InlineData("Content-Length: 5\r\nContent-Length: 5\r\n", "malformed_request 400")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n", "malformed_request 400")]
    [InlineData("Content-Length: 9223372036854775808\r\n", "malformed_request 400")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: abc\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding: chunked, chunked\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding: xchunked\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding: \"chunked\"\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding: chunked;q=1\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding: chunked, gzip\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding: gzip\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding:\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding: ,chunked\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding: chunked,\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n", "unsupported_transfer_coding 501")]
    [InlineData("Transfer-Encoding: chunked, gzip, chunked\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip, chunked\r\n", "malformed_request 400")]
    [InlineData("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", "unsupported_transfer_coding 501")]
    public void RequestFraming_IsDecidedOrRefused(string fields, string expected)
    {
        Fault? fault = MessageFraming.OfRequest(Request($"POST / HTTP/1.1\r\n{fields}\r\n"), out BodyFraming framing);
        Assert.Equal(expected, fault is null ? $"{framing.Kind} {framing.Length}" : $"{fault.Code} {fault.Status}");
    }

    [Theory]
    [InlineData("", "None 0")]
    [InlineData("Content-Length: 005\r\n", "Length 5")]
    [InlineData("Transfer-Encoding: chunked\r\n", "Chunked 0")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Chunked 0")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n", "None 0")]
    [InlineData("Content-Length: 0x5\r\n", "None 0")]
    [InlineData("Transfer-Encoding: gzip\r\n", "None 0")]
    public void DeclarationOfABodilessResponse_IsJudgedAsIfItFramed(string fields, string expected)
    {
        BodyFraming declared = MessageFraming.Declared(Response($"HTTP/1.1 200 OK\r\n{fields}\r\n"));
        Assert.Equal(expected, $"{declared.Kind} {declared.Length}");
    }

    [Fact]
    public void TransferEncodingInHttp10_IsRefused()
        => Assert.Equal("malformed_request", MessageFraming.OfRequest(Request("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), out _)?.Code);

    [Theory]
    [InlineData("GET", "200", "", "UntilClose 0")]
    [InlineData("GET", "200", "Content-Length: 5\r\n", "Length 5")]
    [InlineData("GET", "200", "Transfer-Encoding: chunked\r\n", "Chunked 0")]
    [InlineData("GET", "200", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Chunked 0")]
    [InlineData("HEAD", "200", "Content-Length: 5\r\n", "None 0")]
    [InlineData("HEAD", "200", "", "None 0")]
    [InlineData("HEAD", "200", "Content-Length: 5\r\nContent-Length: 6\r\n", "malformed_response 502")]
    [InlineData("HEAD", "200", "Content-Length: 5, 6\r\n", "malformed_response 502")]
    [InlineData("HEAD", "200", "Transfer-Encoding: chunked, gzip\r\n", "malformed_response 502")]
    [InlineData("HEAD", "200", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "None 0")]
    [InlineData("GET", "304", "Content-Length: 5\r\nContent-Length: 6\r\n", "malformed_response 502")]
    [InlineData("GET", "304", "Content-Length: -5\r\n", "malformed_response 502")]
    [InlineData("GET", "204", "Content-Length: 5\r\nContent-Length: 6\r\n", "None 0")]
    [InlineData("GET", "204", "Content-Length: 5\r\n", "None 0")]
    [InlineData("GET", "304", "Transfer-Encoding: chunked\r\n", "None 0")]
    [InlineData("GET", "103", "Content-Length: 5\r\n", "None 0")]
    [InlineData("CONNECT", "200", "Content-Length: 5\r\n", "None 0")]
    [InlineData("CONNECT", "407", "Content-Length: 5\r\n", "Length 5")]
    [InlineData("GET", "200", "Content-Length: -5\r\n", "malformed_response 502")]
    [InlineData("GET", "200", "Content-Length: 5\r\nContent-Length: 6\r\n", "malformed_response 502")]
    [InlineData("GET", "200", "Transfer-Encoding: chunked, gzip\r\n", "malformed_response 502")]
    [InlineData("GET", "200", "Transfer-Encoding: gzip, chunked\r\n", "malformed_response 502")]
    [InlineData("GET", "200", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "malformed_response 502")]
    public void ResponseFraming_IsDecidedOrRefused(string method, string status, string fields, string expected)
    {
        MethodKind kind = Request($"{method} h:1 HTTP/1.1\r\n\r\n").MethodKind;
        Fault? fault = MessageFraming.OfResponse(Response($"HTTP/1.1 {status} X\r\n{fields}\r\n"), kind, out BodyFraming framing);
        Assert.Equal(expected, fault is null ? $"{framing.Kind} {framing.Length}" : $"{fault.Code} {fault.Status}");
    }

    [Fact]
    public void ChunkedInAnHttp10Response_IsRefused()
        => Assert.Equal("malformed_response", MessageFraming.OfResponse(Response("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), MethodKind.Get, out _)?.Code);
}
