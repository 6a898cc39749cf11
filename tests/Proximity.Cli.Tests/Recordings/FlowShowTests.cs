using Proximity.Cli.Configuration;
using Proximity.Flows;

namespace Proximity.Cli.Tests.Recordings;

/// <summary><c>proximity flows show</c> and <c>curl</c>.</summary>
public sealed class FlowShowTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ChangedHead_IsShownAsWhatChanged()
    {
        var flow = SampleFlows.Json(7);
        flow.HeadChanges = new HeadChanges
        {
            RequestReceived = new RequestSnapshot("GET", "http://user:secret@a/v1", [new("Host", "a"), new("X", "1"), new("X", "1")]),
            RequestSent = new RequestSnapshot("GET", "/v2", [new("Host", "a"), new("X", "1"), new("Via", "p\u001b[31m")]),
            ResponseReceived = new ResponseSnapshot(200, "OK", []),
            ResponseSent = new ResponseSnapshot(404, "", []),
        };
        flow.OriginTls = flow.OriginTls! with
        {
            Certificates = [new FlowCertificate("CN=a", "CN=CA", SampleFlows.Time, SampleFlows.Time.AddDays(1), "01", "AA")],
        };
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", flow);

        var (_, output, _) = await new FlowsRig { Width = 80 }.RunAsync("show", file, "7");

        Assert.Contains(
            """
            Request head: received (-), sent (+)
              - GET http://a/v1 HTTP/1.1
              - x: 1
              + GET /v2 HTTP/1.1
              + via: p\x1B[31m
            """.ReplaceLineEndings(),
            output,
            StringComparison.Ordinal);
        Assert.Contains("  - HTTP/1.1 200 OK\n  + HTTP/1.1 404\n", output, StringComparison.Ordinal);
        Assert.Contains("    certificate: CN=a, by CN=CA, until 2025-03-05\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_HasAllParts()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Json(7));

        var (code, output, errors) = await new FlowsRig { Width = 80 }.RunAsync("show", file, "7");

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(
            """
            #7 200 GET https://api.example.com/v1/items?page=2
              time: 2025-03-04 10:20:30.123 +00:00
              client: 127.0.0.1
              program: curl
              tunnel: api.example.com:443
              duration: 12.3ms
              from client: 100B
              to client: 1.2kB

            Request
              GET /v1/items?page=2 HTTP/1.1
              host: api.example.com
              accept: */*

            Response
              HTTP/1.1 200 OK
              content-type: application/json
              content-encoding: gzip

              (SIZE; gzip, 44B decoded)
              {
                "items": [
                  {
                    "id": 1,
                    "name": "é"
                  }
                ],
                "next": null
              }

            TLS
              client: TLS 1.3, TLS_AES_256_GCM_SHA384, http/1.1, name api.example.com
              origin: TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256

            Timings
              dns           1ms  |#####                                                    |
              connect       4ms  |    ###################                                  |
              send        300µs  |                       ##                                |
              wait          5ms  |                        ########################         |
              receive       2ms  |                                               ##########|

            """.ReplaceLineEndings("\n"),
            System.Text.RegularExpressions.Regex.Replace(output, @"\(\d+B; gzip", "(SIZE; gzip"));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(160)]
    public async Task Bars_FitTheTerminal(int width)
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Json(7));

        var lines = await new FlowsRig { Width = width }.LinesAsync("show", file, "7");

        var timings = lines.SkipWhile(line => line != "Timings").Skip(1).ToList();
        Assert.Equal(5, timings.Count);
        Assert.All(timings, line => Assert.InRange(line.Length, 10, width));
    }

    [Fact]
    public async Task FormBody_IsAList_AndHasNoControlCharacters()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Form(2));

        var lines = await new FlowsRig().LinesAsync("show", "2", file);

        Assert.Contains("  user = anna m", lines);
        Assert.Contains("  note = a\\x0Ab\\x1B[31m", lines);
    }

    [Fact]
    public async Task BinaryBody_IsItsFirstBytes()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Picture(5));

        var lines = await new FlowsRig { Width = 80 }.LinesAsync("show", file, "5");
        var narrow = await new FlowsRig { Width = 40 }.LinesAsync("show", file, "5");
        var full = await new FlowsRig { Width = 80 }.LinesAsync("show", file, "5", "--full");

        Assert.Contains("  00000040  40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO", lines);
        Assert.Contains("  (44B more; --full shows them)", lines);
        Assert.Contains("  0040  40 41 42 43 44 45 46 47  @ABCDEFG", narrow);
        Assert.Contains(full, line => line.StartsWith("  00000120  ", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Messages_AreShown_TheRestIsCounted()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.WebSocket(1, messages: 60));

        var lines = await new FlowsRig().LinesAsync("show", file, "1");
        var full = await new FlowsRig().LinesAsync("show", file, "1", "--full");

        Assert.Contains("Messages (60)", lines);
        Assert.Contains("  2 10:20:32.123 <- text (9B)", lines);
        Assert.Contains("    message 2", lines);
        Assert.Contains("  10 more; --full shows them", lines);
        Assert.Contains("    message 60", full);
    }

    [Fact]
    public async Task LongText_IsCut_UnlessAllIsWanted()
    {
        var text = string.Join(',', Enumerable.Range(1, 200).Select(number => $"\"n{number}\""));
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Json(1, $"[{text}]"));

        Assert.Contains("  (102 more lines; --full shows them)", await new FlowsRig().LinesAsync("show", file, "1"));
        Assert.Contains("    \"n200\"", await new FlowsRig().LinesAsync("show", file, "1", "--full"));
    }

    [Fact]
    public async Task FailedFlow_HasItsError()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Tunnel(4));

        var lines = await new FlowsRig().LinesAsync("show", file, "4");

        Assert.Equal("#4 --- CONNECT secure.example.com:443", lines[0]);
        Assert.Contains("  error: upstream_connect_failed", lines);
    }

    [Fact]
    public async Task AnswerOfTheProxy_IsItsResponse()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Refused(6));

        var lines = await new FlowsRig().LinesAsync("show", file, "6");

        Assert.Equal(
            ["Response", "  502 Bad Gateway", "  (the proxy's own answer; its fields and text are not recorded)"],
            lines.SkipWhile(line => line != "Response").Take(3));
    }

    [Fact]
    public async Task UnknownNumber_IsSaid()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Json(1));

        Assert.Equal((1, "", $"There is no flow 9 in {file}.\n"), await new FlowsRig().RunAsync("show", file, "9"));
        await Assert.ThrowsAsync<ConfigurationException>(() => new FlowsRig().RunAsync("show", file));
        await Assert.ThrowsAsync<ConfigurationException>(() => new FlowsRig().RunAsync("show", file, "host:a"));
    }

    [Fact]
    public async Task Curl_IsACommand_MaskedWhereThatIsAsked()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Form(2), SampleFlows.Tunnel(4));

        var (code, output, errors) = await new FlowsRig().RunAsync("curl", file, "2");
        var (_, masked, _) = await new FlowsRig().RunAsync("curl", file, "2", "--redact");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("curl --globoff --path-as-is 'http://shop.example.com/login' --request 'POST'", output, StringComparison.Ordinal);
        Assert.Contains("sid=one", output, StringComparison.Ordinal);
        Assert.DoesNotContain("sid=one", masked, StringComparison.Ordinal);
        Assert.Equal(1, (await new FlowsRig().RunAsync("curl", file, "4")).Code);
    }

    [Theory]
    [InlineData("fetch", "const response = await fetch(\"http://shop.example.com/login\"")]
    [InlineData("python", "response = requests.request(\n    \"POST\",\n    \"http://shop.example.com/login\"")]
    [InlineData("csharp", "new HttpMethod(\"POST\"), \"http://shop.example.com/login\"")]
    [InlineData("curl", "curl --globoff")]
    public async Task Code_IsInTheLanguageThatIsNamed(string language, string part)
    {
        var file = await SampleFlows.WriteAsync(folder, "a.har", SampleFlows.Form(2));

        var (code, output, _) = await new FlowsRig().RunAsync("code", file, "2", "--format", language);

        Assert.Equal(0, code);
        Assert.Contains(part, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CodeInAnotherLanguage_IsRefusedWithTheKnownOnes()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.har", SampleFlows.Form(2));

        var (code, output, errors) = await new FlowsRig().RunAsync("code", file, "2", "--format", "har");

        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("There is no language har. There are curl, fetch, python, csharp, http.", errors, StringComparison.Ordinal);
    }
}
