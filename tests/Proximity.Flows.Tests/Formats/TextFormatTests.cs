using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Proximity.Formats;
using Proximity.Formats.Text;

namespace Proximity.Flows.Tests.Formats;

public class TextFormatTests
{
    private const string Post = "POST http://a.test/p?q=[1]&r={2} HTTP/1.1\nHost: a.test\nContent-Length: 4\nConnection: close\n"
        + "X-Quote: it's \"q\" $HOME\nX-Empty: \n\n";

    [Fact]
    public async Task Curl_IsACommandForAShell()
    {
        string command = await WriteAsync(new CurlWriter(), FormatFlows.Flow(Post, FormatFlows.Body("it's"), null, null));

        Assert.Equal(
            """
            curl --globoff --path-as-is 'http://a.test/p?q=[1]&r={2}' --request 'POST' \
              --header 'X-Quote: it'\''s "q" $HOME' \
              --header 'X-Empty;' \
              --header 'User-Agent:' \
              --header 'Accept:' \
              --header 'Content-Type:' \
              --data-raw 'it'\''s'

            """,
            command);
    }

    [Theory]
    [InlineData("text\nwith 'quotes' and \\ $x `y`")]
    [InlineData("@file")]
    [InlineData("\0\u00FF\u00FE\r\n")]
    [InlineData("")]
    public async Task RealCurl_SendsTheSameRequest(string body)
    {
        using var origin = new OneRequestOrigin();
        int port = origin.Port;
        byte[] bytes = Encoding.Latin1.GetBytes(body);
        string head = $"POST http://127.0.0.1:{port}/a/../b?q=[1] HTTP/1.1\nHost: 127.0.0.1:{port}\nX-A: it's\nX-A: \u00E9\n\n";
        string command = await WriteAsync(new CurlWriter(), FormatFlows.Flow(head, FlowBody.Whole(bytes), null, null));

        Task<string> received = origin.ReceiveAsync(bytes.Length);
        await RealTool.RunAsync("sh", "-c", command);

        string request = await received;
        Assert.StartsWith("POST /a/../b?q=[1] HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nX-A: it's\r\n", request, StringComparison.Ordinal);
        Assert.DoesNotContain("User-Agent", request, StringComparison.Ordinal);
        Assert.EndsWith($"\r\n\r\n{body}", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CSharp_Compiles()
    {
        Flow[] flows =
        [
            FormatFlows.Flow(Post, FormatFlows.Body("it's \"é\"\n\u2028"), null, null),
            FormatFlows.Flow(
                "PUT http://a.test/ HTTP/1.1\nHost: other.test\nContent-Type: image/png\n\n",
                FlowBody.Whole([0, 255]),
                null,
                null),
            FormatFlows.Flow("GET http://a.test/ HTTP/1.1\nHost: a.test\n\n", null, null, null),
        ];
        string code = await WriteAsync(new CSharpWriter(), flows);

        var tree = CSharpSyntaxTree.ParseText("using System; using System.Net.Http; using System.Threading.Tasks;\n" + code);
        string[] assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create("exported", [tree], assemblies.Select(path => MetadataReference.CreateFromFile(path)));
        IEnumerable<Diagnostic> errors = compilation.GetDiagnostics().Where(problem => problem.Severity == DiagnosticSeverity.Error);
        Assert.Equal([], errors.Select(problem => problem.ToString()));
        Assert.Contains("""request.Headers.TryAddWithoutValidation("Host", "other.test")""", code, StringComparison.Ordinal);
        Assert.Contains("""request.Content.Headers.TryAddWithoutValidation("Content-Type", "image/png")""", code, StringComparison.Ordinal);
        Assert.Contains("""Convert.FromBase64String("AP8=")""", code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HttpFile_HasASectionForEachRequest()
    {
        string text = await WriteAsync(
            new HttpFileWriter(),
            FormatFlows.Flow(
                "POST http://a.test/p HTTP/1.1\nHost: a.test\nContent-Type: text/plain\n\n",
                FormatFlows.Body("a\n### b {{c}}"),
                null,
                null),
            FormatFlows.Flow("CONNECT a.test:443 HTTP/1.1\nHost: a.test\n\n", null, null, null));

        Assert.Equal("### POST http://a.test/p\nPOST http://a.test/p HTTP/1.1\nContent-Type: text/plain\n\na\n ### b { {c}}\n\n", text);
    }

    [Fact]
    public async Task Raw_IsWhatWasOnTheWire()
    {
        const string Request = "GET /p HTTP/1.1\nHOST:  a.test\n\n";
        const string Response = "HTTP/1.1 200 Fine\nA: b\n\n";
        string text = await WriteAsync(new RawWriter(), FormatFlows.Flow(Request, null, Response, FormatFlows.Body("hi")));

        Assert.Equal("GET /p HTTP/1.1\r\nHOST:  a.test\r\n\r\n\r\n\r\nHTTP/1.1 200 Fine\r\nA: b\r\n\r\nhi", text);
    }

    private static async Task<string> WriteAsync(IFlowWriter writer, params Flow[] flows)
        => Encoding.UTF8.GetString(await FormatFlows.WriteAsync(writer, new FormatLosses(), flows));
}
