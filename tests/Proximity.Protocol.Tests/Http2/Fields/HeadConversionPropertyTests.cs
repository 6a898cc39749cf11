using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Http2.Fields;

namespace Proximity.Protocol.Tests.Http2.Fields;

/// <summary>A request of HTTP/1.1 that goes over HTTP/2 and becomes HTTP/1.1 again is the same but for what HTTP/2 cannot say.</summary>
public class HeadConversionPropertyTests(ITestOutputHelper output)
{
    private const int Rounds = 500;

    private static readonly string[] Lines =
    [
        "Accept: */*", "X-A: 1", "X-A: 2", "x-b:", "Cookie: a=b; c=d", "Authorization: Basic x", "X-C: \u00E9 \t.", "Content-Type: a/b",
        "Expect: 100-continue", "Via: 1.1 a", "Date: now", "X_y: z", "Priority: u=1",
    ];

    private static readonly string[] Dropped =
        ["Connection: keep-alive, x-hop", "X-Hop: 1", "Keep-Alive: 5", "Proxy-Connection: close", "TE: gzip"];

    [Fact]
    public void Request_ComesBack()
    {
        const int Seed = 9113;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (int round = 0; round < Rounds; round++)
        {
            string[] lines = [.. Enumerable.Range(0, random.Next(10)).Select(_ => Lines[random.Next(Lines.Length)])];
            string[] sent = [.. lines, .. random.Next(2) == 0 ? Dropped : []];
            var framing = random.Next(2) == 0 ? new BodyFraming(BodyKind.Length, random.Next(1000)) : BodyFraming.Chunked;
            RequestHead head = ProtocolInput.Request($"PUT /p?q HTTP/1.1\r\nHost: a.test\r\n{Joined(sent)}\r\n");
            string framingLine = framing.Kind == BodyKind.Length ? $"content-length: {framing.Length}" : "transfer-encoding: chunked";
            string expected = $"PUT /p?q HTTP/1.1\r\nhost: a.test\r\n{Joined(lines.Append(framingLine).Select(Lowered))}\r\n";
            Assert.Equal(WithJoinedCookies(expected), Pass(head, framing));
        }
    }

    private static string Pass(RequestHead head, BodyFraming framing)
    {
        var fields = new FieldList(new BufferPool());
        var outline = new RequestOutline { Target = head.Target, Host = "a.test"u8, Framing = framing };
        Http1HeadReader.ReadRequest(head, outline, "https"u8, fields);
        Assert.Null(MessageRules.Judge(fields, FieldSection.Request, allowsProtocol: false, out MessageOutline found));
        var back = new RequestHead(new BufferPool());
        var form = new Http1Form { HasBody = true };
        Assert.Null(Http1HeadWriter.MakeRequest(fields, found, form, new ByteBuffer(new BufferPool()), back));
        return ProtocolInput.Text(back.Block);
    }

    private static string Joined(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\r\n"));

    private static string Lowered(string line)
    {
        string[] parts = line.Split(':', 2);
        return $"{parts[0].ToLowerInvariant()}: {parts[1].Trim()}";
    }

    /// <summary>Several fields of Cookie are crumbs, and become one where the first stands.</summary>
    private static string WithJoinedCookies(string head)
    {
        string[] lines = head.Split("\r\n");
        string[] cookies = [.. lines.Where(IsCookie).Select(line => line["cookie: ".Length..])];
        int first = Array.FindIndex(lines, IsCookie);
        var kept = lines.Where((line, index) => !IsCookie(line) || index == first);
        return string.Join("\r\n", kept.Select(line => IsCookie(line) ? $"cookie: {string.Join("; ", cookies)}" : line));
    }

    private static bool IsCookie(string line) => line.StartsWith("cookie: ", StringComparison.Ordinal);
}
