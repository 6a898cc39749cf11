using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Proximity.Formats;
using Proximity.Formats.Html;

namespace Proximity.Flows.Tests.Formats;

/// <summary>One page of flows, whatever they hold.</summary>
public partial class HtmlReportTests
{
    private const string Attack = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\u202E\0";
    private const string Request = "GET http://a.test/ HTTP/1.1\nHost: a.test\n\n";

    private static readonly string[] Tags =
    [
        "!doctype", "html", "head", "meta", "title", "style", "body", "header", "footer", "h1", "h2", "p", "details",
        "summary", "b", "span", "dl", "dt", "dd", "pre",
    ];

    private readonly FormatLosses losses = new();

    [Fact]
    public async Task FlowWhoseEveryFieldIsAScript_IsText()
    {
        KeyValuePair<string, string>[] fields = [new(Attack, Attack), new("Content-Type", "text/html; " + Attack)];
        FlowParts parts = FormatFlows.Parts(Request, null, null, null) with
        {
            ClientIP = Attack,
            ClientProcess = Attack,
            ErrorCode = Attack,
            PassedThrough = Attack,
            OriginTls = new FlowTls(Attack, Attack, Attack, Attack),
            Request = MessageParts.Of(new RequestSnapshot(Attack, Attack, fields, FormatFlows.Body(Attack.TrimEnd('\0')))),
            Response = MessageParts.Of(new ResponseSnapshot(200, Attack, fields, FormatFlows.Body(Attack.TrimEnd('\0')))),
            Details = new FlowDetails { Comment = Attack, Tags = [Attack], OriginAddress = Attack },
        };

        string page = await WriteAsync(FlowFactory.Create(parts));

        Assert.All(Tag().Matches(page), static tag => Assert.Contains(tag.Groups[1].Value, Tags));
        Assert.DoesNotContain('\u202E', page);
        Assert.DoesNotContain('\0', page);
        Assert.Contains("[U+202E]", page, StringComparison.Ordinal);
        Assert.True(page.Split("&lt;script&gt;alert(1)&lt;/script&gt;").Length > 15);
    }

    [Fact]
    public async Task Policy_AllowsTheStyleOfThePageAndNothingElse()
    {
        string page = await WriteAsync(FormatFlows.Flow(Request, null, null, null));

        string style = page[(page.IndexOf("<style>", StringComparison.Ordinal) + 7)..page.IndexOf("</style>", StringComparison.Ordinal)];
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        string policy = $"content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\"";
        Assert.Contains(policy, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flow_HasItsHeadsBodiesAndTimes()
    {
        Flow flow = FormatFlows.Flow(
            "POST http://a.test/p?q=1 HTTP/1.1\nHost: a.test\n\n", FormatFlows.Body("sent"),
            "HTTP/1.1 404 Not Found\nContent-Type: text/plain\n\n", FormatFlows.Body("r\u00E9ceived"));

        string page = await WriteAsync(flow);

        Assert.Contains("<details class=\"failed\"><summary><b>404</b> POST http://a.test/p?q=1 ", page, StringComparison.Ordinal);
        Assert.Contains("<pre>POST http://a.test/p?q=1 HTTP/1.1\nHost: a.test\n</pre>", page, StringComparison.Ordinal);
        Assert.Contains("<pre>sent</pre>", page, StringComparison.Ordinal);
        Assert.Contains("<pre>r\u00E9ceived</pre>", page, StringComparison.Ordinal);
        Assert.Contains("wait 5, receive 1 ms", page, StringComparison.Ordinal);
        Assert.Contains("1 flow, in which ", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongBody_IsCutAndSaid()
    {
        string page = await WriteAsync(FormatFlows.Flow(
            Request, null, "HTTP/1.1 200 OK\nContent-Type: text/plain\n\n", FormatFlows.Body(new string('a', HtmlRoom.MaxOfOne + 10))));

        Assert.Contains("65,536 of 65,546 bytes are shown.", page, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('a', HtmlRoom.MaxOfOne + 1), page, StringComparison.Ordinal);
        Assert.Single(losses.Describe());
    }

    [Fact]
    public async Task BinaryBody_IsNotShownAndSaid()
    {
        string page = await WriteAsync(FormatFlows.Flow(
            Request, null, "HTTP/1.1 200 OK\nContent-Type: image/png\n\n", FlowBody.Whole([1, 0, 2])));

        Assert.Contains("The body, 3 bytes, is not text and is not shown.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlowsBeyondTheMost_AreCounted()
    {
        Flow flow = FormatFlows.Flow(Request, null, null, null);

        string page = await WriteAsync([.. Enumerable.Repeat(flow, HtmlReportWriter.MaxFlows + 2)]);

        Assert.Equal(HtmlReportWriter.MaxFlows, page.Split("<details").Length - 1);
        Assert.Contains("5,000 flows", page, StringComparison.Ordinal);
        Assert.Contains("2 further flows are left out.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void RoomOfAReport_EndsForAllBodiesTogether()
    {
        var room = new HtmlRoom(100);

        Assert.Equal((60, 40, 0), (room.Take(60), room.Take(60), room.Take(60)));
        Assert.Equal(100, room.Taken);
    }

    private async Task<string> WriteAsync(params Flow[] flows)
        => Encoding.UTF8.GetString(await FormatFlows.WriteAsync(FlowFormats.Named("html")!.Writer!(FormatFlows.Decoder), losses, flows));

    [GeneratedRegex("</?([a-z!0-9]+|.)", RegexOptions.Singleline)]
    private static partial Regex Tag();
}
