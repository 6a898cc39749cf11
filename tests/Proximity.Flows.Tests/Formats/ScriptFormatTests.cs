using System.Text;
using Proximity.Formats;
using Proximity.Formats.Text;

namespace Proximity.Flows.Tests.Formats;

/// <summary>What is written as JavaScript and Python is run by Node and Python, and the request that arrives is looked at.</summary>
public sealed class ScriptFormatTests : IDisposable
{
    private const string Hostile = "x \" ' ` ${a} #{b} {c} \\ \\\" \\u0041 %s </script> <!-- */ //";
    private const string EmptyLine = "\r\n\r\n";

    /// <summary>Stands behind the library: where that is not installed, it sends what the library is asked to send.</summary>
    private const string Shim = """
        import http.client, urllib.parse
        class Response:
            status_code = 204
            text = ""
        def request(method, url, headers=None, data=None):
            parts = urllib.parse.urlsplit(url)
            connection = http.client.HTTPConnection(parts.hostname, parts.port)
            target = parts.path + ("?" + urllib.parse.quote(parts.query, safe="/?&=%") if parts.query else "")
            connection.request(method, target, body=data, headers=headers or {})
            connection.getresponse().read()
            return Response()
        """;

    private readonly TemporaryFolder folder = new();
    private readonly OneRequestOrigin origin = new();
    private readonly FormatLosses losses = new();

    public static TheoryData<string, string> Bodies
    {
        get
        {
            string[] bodies =
            [
                "", "plain", Hostile, "a\r\nb\tc\n", "\u00E9 \u2028\u2029 \U0001F600 \u202E", "{\"a\":[1,null]}",
                string.Concat(Enumerable.Range(0, 128).Select(static code => (char)code)),
            ];
            var cases = new TheoryData<string, string>();
            foreach (string body in bodies)
            {
                cases.Add("fetch", body);
                cases.Add("python", body);
            }

            return cases;
        }
    }

    public void Dispose()
    {
        origin.Dispose();
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_ArrivesAsItWas(string format, string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);

        string request = await RunAsync(format, Post([], bytes), bytes.Length);

        Assert.StartsWith("POST /p?q=1 HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Equal(Encoding.Latin1.GetString(bytes), request[(request.IndexOf(EmptyLine, StringComparison.Ordinal) + 4)..]);
    }

    [Theory]
    [InlineData("fetch")]
    [InlineData("python")]
    public async Task BodyOfAllOctets_ArrivesAsItWas(string format)
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(static octet => (byte)octet)];

        string request = await RunAsync(format, Post([], bytes), bytes.Length);

        Assert.EndsWith(EmptyLine + Encoding.Latin1.GetString(bytes), request, StringComparison.Ordinal);
        Assert.DoesNotContain("content-type", request, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("fetch")]
    [InlineData("python")]
    public async Task FieldOfEverySignThatMayStandInOne_ArrivesAsItWas(string format)
    {
        IEnumerable<int> signs = Enumerable.Range(0x20, 0x5F).Concat(Enumerable.Range(0x80, 0x80));
        string value = $"x{string.Concat(signs.Select(static code => (char)code))}\tx";

        string request = await RunAsync(format, Post([new("X-Every", value), new("X-Quote", Hostile)], []), 0);

        Assert.Contains($"X-Every: {value}\r\n", request, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"X-Quote: {Hostile}\r\n", request, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("fetch")]
    [InlineData("python")]
    public async Task FieldThatNoRequestMayHave_IsLeftOutAndSaid(string format)
    {
        KeyValuePair<string, string>[] fields =
        [
            new("X-Split", "a\r\nX-Evil: 1"), new("X-Nul", "a\0b"), new("X Bad", "a"), new("X-Bell", "a\ab"), new("X-Good", "kept"),
        ];

        string request = await RunAsync(format, Post(fields, []), 0);

        Assert.Contains("x-good: kept\r\n", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("X-Evil", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("X-Bell", request, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("a field that no request may have (4 times)", losses.Describe());
    }

    [Theory]
    [InlineData("fetch")]
    [InlineData("python")]
    public async Task Address_KeepsItsQuotes(string format)
    {
        string request = await RunAsync(format, Post([], [], "?q=\"'`${a}&b=\\\""), 0);

        string target = Uri.UnescapeDataString(request.Split(' ')[1]);
        Assert.Equal("/p?q=\"'`${a}&b=\\\"", target);
    }

    [Fact]
    public async Task FieldThatCameTwice_IsOneForPython()
    {
        KeyValuePair<string, string>[] fields = [new("X-A", "1"), new("x-a", "2"), new("Cookie", "a=1"), new("Cookie", "b=2")];

        string request = await RunAsync("python", Post(fields, []), 0);

        Assert.Contains("X-A: 1, 2\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Cookie: a=1; b=2\r\n", request, StringComparison.Ordinal);
        Assert.Contains("that a field came more than once: its values are joined (2 times)", losses.Describe());
    }

    [Fact]
    public async Task WhatFetchDoesNotSend_IsSaid()
    {
        Flow get = FormatFlows.Flow("GET http://a.test/ HTTP/1.1\nHost: a.test\nCookie: a=1\n\n", FormatFlows.Body("b"), null, null);
        Flow trace = FormatFlows.Flow("TRACE http://a.test/ HTTP/1.1\nHost: a.test\n\n", null, null, null);
        Flow connect = FormatFlows.Flow("CONNECT a.test:443 HTTP/1.1\nHost: a.test\n\n", null, null, null);

        string code = Encoding.UTF8.GetString(await FormatFlows.WriteAsync(new FetchWriter(), losses, get, trace, connect));

        Assert.DoesNotContain("body", code, StringComparison.Ordinal);
        Assert.DoesNotContain("TRACE", code, StringComparison.Ordinal);
        Assert.Equal([TextLosses.BrowserField, TextLosses.FetchBody, TextLosses.FetchMethod, TextLosses.Connect], losses.Describe());
    }

    [Fact]
    public async Task Python_IsPythonWhateverItsValues()
    {
        byte[] quotes = Encoding.UTF8.GetBytes(Hostile + "\n\"\"\"'" + "''");
        Flow[] flows = [Post([new("X-Quote", Hostile)], quotes), Post([], [0, 255]), Post([], [], "?\u2028\uD800\n\0")];
        string file = folder.PathOf("flows.py");
        await File.WriteAllBytesAsync(file, await FormatFlows.WriteAsync(new PythonWriter(), losses, flows));

        string counted = await RealTool.RunAsync(
            "python3", "-c", "import ast,sys; print(len(ast.parse(open(sys.argv[1], encoding='utf-8').read()).body))", file);

        Assert.Equal("8", counted.Trim());
    }

    private Flow Post(KeyValuePair<string, string>[] fields, byte[] body, string query = "?q=1")
    {
        string url = $"http://127.0.0.1:{origin.Port}/p{query}";
        var request = new RequestSnapshot("POST", url, [new("Host", $"127.0.0.1:{origin.Port}"), .. fields], FlowBody.Whole(body));
        FlowParts parts = FormatFlows.Parts("GET http://a.test/ HTTP/1.1\nHost: a.test\n\n", null, null, null);
        return FlowFactory.Create(parts with { Request = MessageParts.Of(request) });
    }

    /// <summary>The request that the program sends which is written of a flow.</summary>
    private async Task<string> RunAsync(string format, Flow flow, int bodyLength)
    {
        FlowFormat written = FlowFormats.Named(format)!;
        string file = folder.PathOf("request" + written.Extensions[0]);
        await File.WriteAllBytesAsync(file, await FormatFlows.WriteAsync(written.Writer!(FormatFlows.Decoder), losses, flow));
        Task<string> received = origin.ReceiveAsync(bodyLength);
        await (format == "fetch" ? RealTool.RunAsync("node", file) : RunPythonAsync(file));
        return await received;
    }

    private async Task<string> RunPythonAsync(string file)
    {
        const string Run = "import os,sys; os.environ['NO_PROXY']='*'; sys.path.append(sys.argv[2]); "
            + "exec(open(sys.argv[1], encoding='utf-8').read())";
        DirectoryInfo shim = Directory.CreateDirectory(folder.PathOf("shim"));
        await File.WriteAllTextAsync(Path.Combine(shim.FullName, "requests.py"), Shim);
        return await RealTool.RunAsync("python3", "-c", Run, file, shim.FullName);
    }
}
