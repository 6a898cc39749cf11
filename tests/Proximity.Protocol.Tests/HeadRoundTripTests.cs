using CsCheck;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Targets;
using static Proximity.Protocol.Tests.ProtocolInput;

namespace Proximity.Protocol.Tests;

/// <summary>Whatever head is accepted, strictly or leniently: what is written of it for the next hop says to a strict reader what was understood here.</summary>
public class HeadRoundTripTests
{
    private static readonly HeadLimits Lenient = HeadLimits.Default with { IsLenient = true };

    private static readonly string[] EndHere =
        ["connection", "keep-alive", "proxy-connection", "te", "upgrade", "proxy-authorization", "proxy-authenticate", "proxy-authentication-info", "host", "content-length", "transfer-encoding"];

    private static readonly Gen<string> Names = Gen.OneOf(
        OneOf("Host", "host", "Content-Length", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "TE", "Upgrade", "Proxy-Authorization", "Trailer", "Expect", "Via"),
        OneOf("X-A", "x-a", "X-B", "Set-Cookie", "!#$%&'*+-.^_`|~"),
        Gen.String[Gen.Char['A', 'z'], 1, 4]);

    private static readonly Gen<string> Values = Gen.OneOf(
        OneOf("5", "5", "005", "chunked", "chunked", "Chunked", "h", "h:81", "other", "close", "X-A", "close, x-b", "trailers, gzip", "", "a\xE9", "a\tb"),
        Gen.String[Gen.Char['\0', '\xFF'], 0, 3],
        OneOf("a\r\n b", "a\n\tb", "\n b"));

    private static readonly Gen<string> LineEnds = Gen.Frequency((20, Gen.Const("\r\n")), (1, Gen.Const("\n")));

    private static readonly Gen<string> Fields = Gen
        .Select(Names, OneOf(":", ": ", ":\t", " : "), Values, OneOf("", " \t"), LineEnds, (name, colon, value, space, end) => name + colon + value + space + end)
        .Array[0, 5]
        .Select(lines => string.Concat(lines));

    private static readonly Gen<string> Requests = Gen.Select(
        OneOf("GET", "POST", "OPTIONS", "HEAD", "get"),
        OneOf("/", "/a?b", "http://h", "http://h:81/c?d", "HTTP://H?e", "http://[::1]:8080/", "*", "http://h@i/"),
        OneOf("1.1", "1.1", "1.1", "1.0", "1.7"),
        Gen.Select(OneOf("", "Host: h\r\n", "Host: h:81\r\n"), Fields, (host, fields) => host + fields),
        LineEnds,
        (method, target, version, fields, end) => $"{method} {target} HTTP/{version}\r\n{fields}{end}");

    private static readonly Gen<string> Responses = Gen.Select(
        OneOf("1.1", "1.1", "1.0", "1.4"),
        OneOf("200", "100", "204", "304", "404", "999"),
        OneOf("", " ", " OK", " a \t b", " \xE9"),
        Fields,
        LineEnds,
        (version, status, reason, fields, end) => $"HTTP/{version} {status}{reason}\r\n{fields}{end}");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AcceptedRequest_IsUnderstoodByTheNextHopAsHere(bool isLenient)
    {
        int accepted = 0;
        Requests.Sample(
            text =>
            {
                RequestHead? received = TryRequest(text, isLenient ? Lenient : HeadLimits.Default);
                if (received is null || RequestTarget.Read(received, out RequestTarget target) is not null || MessageFraming.OfRequest(received, out BodyFraming framing) is not null)
                {
                    return;
                }

                Interlocked.Increment(ref accepted);
                string authority = Text(target.AuthorityBytes(received));
                foreach (bool isAbsolute in (bool[])[false, true])
                {
                    RequestHead sent = Request(Write(received, target, framing, isAbsolute));
                    Assert.Null(RequestTarget.Read(sent, out RequestTarget targetSent));
                    Assert.Null(MessageFraming.OfRequest(sent, out BodyFraming framingSent));
                    Assert.Equal(framing, framingSent);
                    Assert.Equal(authority, Text(targetSent.AuthorityBytes(sent)));
                    Assert.Equal((target.Authority.Port, Text(received.Method)), (targetSent.Authority.Port, Text(sent.Method)));
                    Assert.Equal(EndToEnd(received), EndToEnd(sent));
                    Assert.Equal(1, sent.Count(FieldKind.Host));
                    Assert.False(sent.Has(FieldKind.ContentLength) && sent.Has(FieldKind.TransferEncoding));
                }
            },
            iter: 20_000);
        Assert.True(accepted > 1000, $"only {accepted} requests were accepted: the property was hardly asked");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AcceptedResponse_IsUnderstoodByTheClientAsHere(bool isLenient)
    {
        int accepted = 0;
        Gen.Select(Responses, OneOf(MethodKind.Get, MethodKind.Head)).Sample(
            (text, method) =>
            {
                ResponseHead? received = TryResponse(text, isLenient ? Lenient : HeadLimits.Default);
                if (received is null || MessageFraming.OfResponse(received, method, out BodyFraming framing) is not null)
                {
                    return;
                }

                Interlocked.Increment(ref accepted);
                bool declares = method == MethodKind.Head || received.Status == 304;
                ResponseHead sent = Response(Write(received, framing, declares));
                Assert.Null(MessageFraming.OfResponse(sent, method, out BodyFraming framingSent));
                Assert.Equal(framing, framingSent);
                Assert.Equal(declares ? MessageFraming.Declared(received) : default, declares ? MessageFraming.Declared(sent) : default);
                Assert.Equal((received.Status, Text(received.Reason)), (sent.Status, Text(sent.Reason)));
                Assert.Equal(EndToEnd(received), EndToEnd(sent));
                Assert.True(sent.Count(FieldKind.ContentLength) + sent.Count(FieldKind.TransferEncoding) <= 1);
            },
            iter: 20_000);
        Assert.True(accepted > 1000, $"only {accepted} responses were accepted: the property was hardly asked");
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static RequestHead? TryRequest(string text, HeadLimits limits)
    {
        var head = new RequestHead(new BufferPool());
        int scanned = 0;
        return HeadParser.ParseRequest(Bytes(text), limits, head, ref scanned).State == ParseState.Done ? head : null;
    }

    private static ResponseHead? TryResponse(string text, HeadLimits limits)
    {
        var head = new ResponseHead(new BufferPool());
        int scanned = 0;
        return HeadParser.ParseResponse(Bytes(text), limits, head, ref scanned).State == ParseState.Done ? head : null;
    }

    private static string Write(RequestHead head, RequestTarget target, BodyFraming framing, bool isAbsolute)
    {
        var targetBytes = new ByteBuffer(new BufferPool());
        if (isAbsolute)
        {
            target.WriteAbsoluteForm(head, targetBytes);
        }
        else
        {
            target.WriteOriginForm(head, targetBytes);
        }

        var output = new ByteBuffer(new BufferPool());
        HeadWriter.WriteRequest(head, new RequestOutline { Target = targetBytes.Span, Host = target.AuthorityBytes(head), Framing = framing }, output);
        return Text(output.Span);
    }

    private static string Write(ResponseHead head, BodyFraming framing, bool declares)
    {
        var output = new ByteBuffer(new BufferPool());
        HeadWriter.WriteResponse(head, new ResponseOutline { Framing = framing, KeepDeclaredFraming = declares }, output);
        return Text(output.Span);
    }

    /// <summary>The fields that must arrive, as they must arrive: computed apart from the code under test.</summary>
    private static string[] EndToEnd(Head head)
    {
        var lines = head.Fields.ToArray().Select(field => (Name: Text(head.Name(field)), Value: Text(head.Value(field)))).ToArray();
        string[] named = [.. lines.Where(line => line.Name.Equals("Connection", StringComparison.OrdinalIgnoreCase)).SelectMany(line => line.Value.Split(',')).Select(option => option.Trim(' ', '\t'))];
        return [.. lines
            .Where(line => !EndHere.Contains(line.Name, StringComparer.OrdinalIgnoreCase) && !named.Contains(line.Name, StringComparer.OrdinalIgnoreCase))
            .Select(line => $"{line.Name}={line.Value}")];
    }
}
