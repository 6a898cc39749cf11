using System.Text;
using System.Text.Json;
using Proximity.Flows.Tests.Masking;

namespace Proximity.Flows.Tests;

public class BodyFileTests
{
    private const string Documented = """
        { "7": {
            "requestBody": { "state": "complete", "bytes": 9, "text": "{\"id\": 1}" },
            "responseBody": { "state": "truncated", "bytes": 300000, "codings": ["gzip"],
              "trailers": [{ "name": "X-Sum", "value": "42" }, { "name": "Set-Cookie", "value": "a=b" }], "base64": "H4sIAAAAAAAA" } } }
        """;

    [Fact]
    public void DocumentedBodies_AreRead()
    {
        Flow flow = Load(Documented);

        AssertBody(FlowBodyState.Complete, "{\"id\": 1}", 9, flow.RequestBody);
        Assert.Equal((FlowBodyState.Truncated, 300_000), (flow.ResponseBody.State, flow.ResponseBody.TotalBytes));
        Assert.Equal(Convert.FromBase64String("H4sIAAAAAAAA"), flow.ResponseBody.Bytes.ToArray());
        Assert.Equal(["gzip"], flow.ResponseBody.ContentCodings);
        Assert.Equal([new("X-Sum", "42"), new("Set-Cookie", "a=b")], flow.ResponseBody.Trailers);
    }

    [Fact]
    public async Task MessageWithoutBody_HasNoMember()
    {
        JsonElement written = await ExportAsync(Load("""{"7":{}}"""));

        Assert.False(written.TryGetProperty("requestBody", out _));
        Assert.False(written.TryGetProperty("responseBody", out _));
    }

    [Theory]
    [InlineData("Grüße, 世界 \U0001F600\0\r\n\t\"")]
    [InlineData("\uFEFFwith a mark")]
    public async Task Text_IsReadable_AndComesBackByteForByte(string text)
        => await AssertKeptAsync(Encoding.UTF8.GetBytes(text), isText: true);

    [Theory]
    [InlineData("1F8B0800")]
    [InlineData("C3")]
    [InlineData("EDA080")]
    [InlineData("FF")]
    public async Task BytesThatAreNoText_ComeBackByteForByte(string hexadecimal)
        => await AssertKeptAsync(Convert.FromHexString(hexadecimal), isText: false);

    [Fact]
    public async Task BodyThatIsNotKept_KeepsItsReason_MaskedToo()
    {
        Flow flow = Load("""
            { "7": {
                "requestBody": { "state": "notKept", "reason": "tunnel", "bytes": 0 },
                "responseBody": { "state": "notKept", "reason": "limit", "bytes": 5, "text": "no" } } }
            """);

        Assert.Equal((NotKeptReason.Tunnel, NotKeptReason.Limit), (flow.RequestBody.NotKept, flow.ResponseBody.NotKept));
        Assert.Equal(5, flow.ResponseBody.TotalBytes);
        Assert.Equal(0, flow.ResponseBody.Bytes.Length);
        JsonElement masked = await ExportAsync(MaskingFlows.Mask().Mask(flow));
        Assert.Equal("tunnel", masked.GetProperty("requestBody").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("""{"state":"complete","bytes":9,"text":"abc"}""", FlowBodyState.Truncated, "abc", 9)]
    [InlineData("""{"state":"truncated","bytes":1,"text":"abc"}""", FlowBodyState.Complete, "abc", 3)]
    [InlineData("""{"state":"aborted","bytes":4,"text":"abc"}""", FlowBodyState.Aborted, "abc", 4)]
    [InlineData("""{"state":"streaming","text":"abc"}""", FlowBodyState.Streaming, "abc", 3)]
    [InlineData("""{"state":"complete","bytes":-1,"base64":"not base64","text":"abc"}""", FlowBodyState.Complete, "abc", 3)]
    [InlineData("""{"state":"complete","text":"abc","codings":[1,"br"],"trailers":[3]}""", FlowBodyState.Complete, "abc", 3)]
    [InlineData("""{"state":"else","text":"abc"}""", FlowBodyState.None, "", 0)]
    [InlineData("""{"text":"abc"}""", FlowBodyState.None, "", 0)]
    [InlineData("[1]", FlowBodyState.None, "", 0)]
    [InlineData("null", FlowBodyState.None, "", 0)]
    public void OddBody_IsReadAsFarAsItGoes(string json, FlowBodyState state, string text, long total)
        => AssertBody(state, text, total, Load($"{{\"7\":{{\"responseBody\":{json}}}}}").ResponseBody);

    private static async Task AssertKeptAsync(byte[] bytes, bool isText)
    {
        Flow flow = FlowTableTests.NewFlow(7);
        flow.SetBody(BodySide.Response, FlowBody.Whole(bytes));
        JsonElement written = await ExportAsync(flow);

        Assert.Equal(isText, written.GetProperty("responseBody").TryGetProperty("text", out _));
        Assert.Equal(!isText, written.GetProperty("responseBody").TryGetProperty("base64", out _));
        FlowBody read = Load($"{{\"7\":{written.GetRawText()}}}").ResponseBody;
        Assert.Equal(FlowBodyState.Complete, read.State);
        Assert.Equal(bytes, read.Bytes.ToArray());
    }

    private static Flow Load(string json) => Assert.Single(FlowJsonReader.Read(Encoding.UTF8.GetBytes(json)));

    private static async Task<JsonElement> ExportAsync(Flow flow)
    {
        using var stream = new MemoryStream();
        await FlowJsonWriter.WriteAsync(stream, [flow], CancellationToken.None);
        return JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("7");
    }

    private static void AssertBody(FlowBodyState state, string text, long total, FlowBody body)
        => Assert.Equal((state, text, total), (body.State, Encoding.UTF8.GetString(body.Bytes.Span), body.TotalBytes));
}
