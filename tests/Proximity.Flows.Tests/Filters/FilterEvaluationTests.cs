using System.Text;
using CsCheck;
using Proximity.Filters;
using Proximity.Filters.Syntax;
using Proximity.TestsOfAll;

namespace Proximity.Flows.Tests.Filters;

public class FilterEvaluationTests
{
    private static readonly FlowSketch Get = new();

    private static readonly FlowSketch Rich = new()
    {
        Request = "POST https://API.Example.com:8443/v1/Users?page=10&q=a%20b+c&empty= HTTP/1.1\r\nHost: api.example.com:8443\r\n"
            + "X-Id: one\r\nx-id: two\r\nCookie: session=Zm9v; other=1\r\nAuthorization: Bearer abc\r\n"
            + "Content-Type: application/json\r\n\r\n",
        RequestBody = """{"operationName":"GetUser","items":[{"sku":"A-17"},{"sku":"B-2"}],"a/b":true}""",
        Response = "HTTP/1.1 503 Busy\r\nContent-Type: application/problem+json\r\nCache-Control: no-store, max-age=0\r\n"
            + "Set-Cookie: session=new; Path=/\r\n\r\n",
        ResponseBody = """{"error":{"code":"rate_limited","after":12.5}}""",
        Trailers = [new("grpc-status", "14"), new("Checksum", "x")],
        Duration = TimeSpan.FromSeconds(2),
        Timings = new FlowTimings(
            TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20), default, TimeSpan.FromMilliseconds(1500), TimeSpan.Zero),
        Tunnel = "api.example.com:8443",
        ClientTls = new FlowTls("TLS 1.3", "TLS_AES_256_GCM_SHA384", "h2", "api.Example.com"),
        OriginTls = new FlowTls("TLS 1.3", "TLS_AES_256_GCM_SHA384", "h2", null)
        {
            Certificates =
            [
                new FlowCertificate("CN=api.example.com", "CN=Test CA, O=Test", default, default, "01", "AA"),
                new FlowCertificate("CN=Test CA, O=Test", "CN=Root", default, default, "02", "BB"),
            ],
        },
        IsHttp2 = true,
        IsModified = true,
    };

    [Theory]
    [InlineData(7L, null, true)]
    [InlineData(7L, 3L, true)]
    [InlineData(3L, 7L, false)]
    [InlineData(null, 7L, true)]
    [InlineData(null, null, false)]
    public void Connection_IsTheClients_OrWithoutItThatOfTheStream(long? client, long? stream, bool expected)
    {
        var flow = new FlowSnapshot(new RequestSnapshot("GET", "/", []), "::1")
        {
            ClientConnectionId = client,
            ClientStream = stream is { } number ? new StreamIdentity(number, 1) : null,
            Completed = true,
        };

        Assert.Equal(expected, Filter.Parse("connection:7").Evaluate(flow));
    }

    [Theory]
    [InlineData("url:a", false)]
    [InlineData("-url:a", true)]
    [InlineData("has:url", true)]
    public void EmptyUrl_IsAskedToo(string text, bool expected)
    {
        var flow = new FlowSnapshot(new RequestSnapshot("CONNECT", "", []), "::1") { Completed = true };

        Assert.Equal(expected, Filter.Parse(text).Evaluate(flow));
    }

    [Theory]
    [InlineData("users")]
    [InlineData("API.EXAMPLE")]
    [InlineData("json")]
    [InlineData("/v[12]\\/users/")]
    [InlineData("host:example.com")]
    [InlineData("host:.example.com")]
    [InlineData("host=api.example.com")]
    [InlineData("host:*.com")]
    [InlineData("host:api.*.com,other")]
    [InlineData("-host=example.com")]
    [InlineData("-host:ample.com")]
    [InlineData("host!=example.com")]
    [InlineData("path:/v1")]
    [InlineData("path:/v1/*")]
    [InlineData("-path:/v1*x")]
    [InlineData("path=/V1/users")]
    [InlineData("path!==/V1/users")]
    [InlineData("query[page]:2..10")]
    [InlineData("query[page]<4")]
    [InlineData("-query[page]:4..9 query[page]:1,3")]
    [InlineData("port:80 scheme:http")]
    [InlineData("url=http://api.example.com/v1/users?page=3")]
    [InlineData("method:get,post")]
    [InlineData("status:2xx")]
    [InlineData("status:200..299 -status:404")]
    [InlineData("status^=2")]
    [InlineData("type:json")]
    [InlineData("client:10.0.0.0/8")]
    [InlineData("client:10.1.2.3,192.0.2.0/24")]
    [InlineData("-client:10.1.2.4/31")]
    [InlineData("duration:500ms..2s")]
    [InlineData("duration>=0.7s")]
    [InlineData("time:2025-03-04 time<2025-03-05 time>=2025-03-04T05:06:07Z")]
    [InlineData("version:http/1.1 is:h1")]
    [InlineData("-error:x -is:error -is:pending")]
    [InlineData("header[nothing]!=x -header[nothing]=x -has:header[nothing]")]
    [InlineData("id:42")]
    [InlineData("wire.size:2100")]
    [InlineData("size:0 -has:body")]
    [InlineData("-process:curl rule!=x -is:marked")]
    public void PlainGet_Matches(string text) => AssertHolds(Get, text, true);

    [Theory]
    [InlineData("host:xample.com")]
    [InlineData("host:*.api.example.com")]
    [InlineData("host:example.*")]
    [InlineData("status:4xx")]
    [InlineData("process:curl")]
    [InlineData("process!=curl is:replayed")]
    [InlineData("query[none]:1")]
    [InlineData("sni!~x tls.version>1")]
    [InlineData("dns:0ms..")]
    public void PlainGet_DoesNotMatch(string text) => AssertHolds(Get, text, false);

    [Theory]
    [InlineData("url=https://api.example.com:8443/v1/Users?page=10&q=a%20b+c&empty=")]
    [InlineData("url==https://api.example.com:8443/v1/Users?page=10&q=a%20b+c&empty=")]
    [InlineData("host==API.example.com port:8443")]
    [InlineData("host~^api")]
    [InlineData("scheme:https is:secure is:decrypted")]
    [InlineData("query[q]=\"a b c\"")]
    [InlineData("has:query[empty] -has:query[none]")]
    [InlineData("header[x-id]=two")]
    [InlineData("-header[x-id]!=two")]
    [InlineData("req.headers:\"x-id: two\"")]
    [InlineData("cookie[session]==Zm9v")]
    [InlineData("cookie[session]=zm9V")]
    [InlineData("-cookie[session]==zm9V")]
    [InlineData("set-cookie[session]=new")]
    [InlineData("req.header[authorization]^=\"Bearer \"")]
    [InlineData("res.header[cache-control]*=no-store")]
    [InlineData("type:json -type:html")]
    [InlineData("json[/error/code]=rate_limited")]
    [InlineData("res.json[/error/after]:12..13")]
    [InlineData("req.json[/items/*/sku]~/^A-\\d+$/")]
    [InlineData("req.json[/items/1/sku]=b-2 -has:req.json[/items/2]")]
    [InlineData("req.json[/a~1b]=true req.json[operationName]:getuser")]
    [InlineData("graphql.operation:GetUser is:request")]
    [InlineData("body:\"RATE_limited\" req.body:getuser -req.body:rate_limited")]
    [InlineData("req.trailer[x]!=1 res.trailer[checksum]=X")]
    [InlineData("grpc.status:14 grpc.status!=0")]
    [InlineData("sni:*.example.com alpn:h2 tls.version>1.2")]
    [InlineData("cert.issuer:\"test ca\" -cert.issuer:root")]
    [InlineData("ttfb:1525ms dns:5ms connect>=20ms wait>1s receive:0ms")]
    [InlineData("is:modified version:http/2 is:h2 -is:h1")]
    [InlineData("status:5xx,200")]
    public void RichExchange_Matches(string text) => AssertHolds(Rich, text, true);

    [Theory]
    [InlineData("is:ws type:ws message:subscribe message.dir=to-origin message.type:text")]
    [InlineData("-message:nothing message.type:binary")]
    public void WebSocket_Matches(string text) => AssertHolds(
        Get with { Messages = [Message(WebSocketMessageKind.Text, "please SUBSCRIBE"), Message(WebSocketMessageKind.Binary, "x")] },
        text,
        true);

    [Theory]
    [InlineData("is:tunnel host:bank.example port:443 url=bank.example:443 -has:scheme -has:path is:passed-through")]
    [InlineData("error:dns_failed is:error status:502 -is:response -has:type")]
    public void FailedConnect_Matches(string text) => AssertHolds(
        new FlowSketch
        {
            Request = "CONNECT bank.example:443 HTTP/1.1\r\n\r\n",
            Response = null,
            ErrorCode = "dns_failed",
            AnsweredStatus = 502,
            PassedThrough = "host_rule",
        },
        text,
        true);

    [Theory]
    [InlineData("host:api.example.com", true)]
    [InlineData("host:other", false)]
    [InlineData("status:200", null)]
    [InlineData("-status:200", null)]
    [InlineData("status:200 host:other", false)]
    [InlineData("status:200 or host:api.example.com", true)]
    [InlineData("header[host]:api", true)]
    [InlineData("header[x]:api", null)]
    [InlineData("req.body:x", false)]
    [InlineData("duration>1s", null)]
    [InlineData("is:pending", true)]
    [InlineData("rule:x", false)]
    [InlineData("api", true)]
    [InlineData("nothing", null)]
    public void FlowThatAwaitsItsResponse_IsDecidedByItsHead(string text, bool? answer)
        => Assert.Equal(answer, Filter.Parse(text).Evaluate((Get with { Response = null, IsCompleted = false }).Snapshot()));

    [Fact]
    public void EncodedBody_IsSearchedDecoded()
    {
        byte[] plain = Encoding.UTF8.GetBytes("a stack trace");
        using var coded = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(coded, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        FlowBody body = new(FlowBodyState.Complete, coded.ToArray(), coded.Length) { ContentCodings = ["gzip"] };
        AssertHolds(Get with { ResponseBodyState = body }, "body:\"stack trace\" -body:other", true);
    }

    [Fact]
    public void RelativeTime_MovesWithTheClock()
    {
        var clock = new SteppedClock(Get.Timestamp.AddMinutes(10));
        Filter filter = Filter.Parse("time:-15m..", new FilterSettings { TimeProvider = clock });
        FlowSnapshot flow = Get.Snapshot();

        Assert.True(filter.Matches(flow));
        clock.Advance(TimeSpan.FromMinutes(6));
        Assert.False(filter.Matches(flow));
    }

    [Fact]
    public void TimeOfDay_IsTodays()
    {
        var clock = new SteppedClock(Get.Timestamp.AddHours(3));
        var settings = new FilterSettings { TimeProvider = clock };

        Assert.True(Filter.Parse("time:05:00..05:30 time:today time:05:06", settings).Matches(Get.Snapshot()));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.False(Filter.Parse("time:05:00..05:30", settings).Matches(Get.Snapshot()));
        Assert.True(Filter.Parse("time:yesterday", settings).Matches(Get.Snapshot()));
    }

    [Fact]
    public void NegationByOperatorAndByWord_AreTheSame() => Gen.Select(Trees.Valid, RandomFlows.All).Sample((tree, flow) =>
    {
        string text = FilterPrinter.Print(tree);
        bool? holds = Filter.Parse(text).Evaluate(flow);
        Assert.NotNull(holds);
        Assert.Equal(!holds, Filter.Parse($"not ({text})").Evaluate(flow));
    });

    /// <summary>The base library's comparisons must not take another letter for an ASCII one.</summary>
    [Fact]
    public void CaseOfAsciiLetters_IsAllThatIsIgnored()
    {
        for (int code = 128; code <= char.MaxValue; code++)
        {
            for (char ascii = 'A'; ascii <= 'Z'; ascii++)
            {
                ReadOnlySpan<char> other = [(char)code];
                Assert.False(other.Equals([ascii], StringComparison.OrdinalIgnoreCase), $"{code:x4} is {ascii}");
            }
        }
    }

    [Theory]
    [InlineData("host:api.example.com method:get")]
    [InlineData("url:/v1/users status:2xx")]
    [InlineData("path:/v1/* -header[x-id]=3 res.header[content-type]*=json")]
    [InlineData("query[page]:2..10 cookie[a]!=b")]
    [InlineData("login or users")]
    [InlineData("host~^api size:0 duration:500ms.. type:json is:redirect,response")]
    public void Evaluation_OfHeads_AllocatesNothing(string text)
    {
        Filter filter = Filter.Parse(text);
        FlowSnapshot flow = Get.Snapshot();
        for (int i = 0; i < 100; i++)
        {
            filter.Matches(flow);
        }

        long allocated = Allocations.OfRound(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                filter.Matches(flow);
            }
        });

        Assert.InRange(allocated, 0, 999);
    }

    private static void AssertHolds(FlowSketch flow, string text, bool answer)
        => Assert.Equal(answer, Filter.Parse(text).Evaluate(flow.Snapshot()));

    private static RecordedWebSocketMessage Message(WebSocketMessageKind kind, string text)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        return new RecordedWebSocketMessage(WebSocketDirection.ToOrigin, kind, payload, payload.Length);
    }
}
