using System.Text;
using Proximity.Formats;
using Proximity.Formats.Json;
using Proximity.Formats.Mitmproxy;

namespace Proximity.Flows.Tests.Formats;

public class FlowFormatsTests
{
    [Theory]
    [InlineData("har", "har")]
    [InlineData("HAR", "har")]
    [InlineData("mitmproxy", "mitmproxy")]
    [InlineData("other", null)]
    public void Name_FindsItsFormat(string name, string? expected) => Assert.Equal(expected, FlowFormats.Named(name)?.Name);

    [Theory]
    [InlineData("a.har", "har")]
    [InlineData("a.b.HAR", "har")]
    [InlineData("a.flow", "mitmproxy")]
    [InlineData("a.saz", "saz")]
    [InlineData("a.ndjson", "jsonl")]
    [InlineData("a.http", "http")]
    [InlineData("a.py", "python")]
    [InlineData("a.mjs", "fetch")]
    [InlineData("a.html", "html")]
    [InlineData("a.txt", null)]
    [InlineData("har", null)]
    public void FileName_FindsItsFormat(string path, string? expected) => Assert.Equal(expected, FlowFormats.OfFile(path)?.Name);

    [Theory]
    [InlineData("{\"log\":{", "har")]
    [InlineData("\uFEFF {\"a\":{\"b\":[1]},\"log\":{", "har")]
    [InlineData("{\"1\":{\"id\":1}}", "json")]
    [InlineData("[]", "json")]
    [InlineData("{\"id\":1,\"request\":{}}\n", "jsonl")]
    [InlineData("123:3:abc", "mitmproxy")]
    [InlineData("PK\u0003\u0004", "saz")]
    [InlineData("<html>", null)]
    [InlineData("", null)]
    public void Content_ShowsItsFormat(string start, string? expected)
        => Assert.Equal(expected, FlowFormats.Detect(Encoding.UTF8.GetBytes(start))?.Name);

    [Fact]
    public async Task JsonLines_BringEveryFlowBack()
    {
        List<Flow> flows = await FormatFlows.ReadAsync(new MitmproxyReader(), FormatFlows.Sample("mitmproxy-8.1.1-tcp-ws-error.flow"));
        byte[] lines = await FormatFlows.WriteAsync(new JsonLinesWriter(), new FormatLosses(), flows);
        List<Flow> again = await FormatFlows.ReadAsync(new JsonLinesReader(), lines);

        Assert.Equal(flows.Count, lines.Count(value => value == (byte)'\n'));
        Assert.Equal(flows.Select(flow => flow.Id), again.Select(flow => flow.Id));
        Assert.Equal(flows.Select(flow => flow.RequestBody.Bytes.ToArray()), again.Select(flow => flow.RequestBody.Bytes.ToArray()));
        Assert.Equal(flows.Select(flow => flow.ClientTls), again.Select(flow => flow.ClientTls));
    }

    [Theory]
    [InlineData("{\"request\":{\"url\":\"/\"}}\r\n\r\n{\"id\":7}", "1 7")]
    [InlineData("\uFEFF{\"id\":3}\n[]\n{}\n", "3 4")]
    [InlineData("", "")]
    public async Task JsonLines_AreReadLeniently(string text, string ids)
    {
        List<Flow> flows = await FormatFlows.ReadAsync(new JsonLinesReader(), Encoding.UTF8.GetBytes(text));

        Assert.Equal(ids, string.Join(' ', flows.Select(flow => flow.Id)));
    }

    [Fact]
    public async Task BrokenLine_IsNamed()
    {
        var problem = await Assert.ThrowsAsync<FlowFormatException>(
            () => FormatFlows.ReadAsync(new JsonLinesReader(), "{\"id\":1}\n{\"id\""u8.ToArray()));

        Assert.StartsWith("Line 2 is no JSON", problem.Message, StringComparison.Ordinal);
    }
}
