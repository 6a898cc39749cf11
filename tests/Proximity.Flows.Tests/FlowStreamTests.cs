using System.Text;

namespace Proximity.Flows.Tests;

/// <summary>On which client connection and HTTP/2 streams a flow travelled, in the file and back.</summary>
public sealed class FlowStreamTests
{
    [Fact]
    public async Task Streams_AreWrittenAndRead()
    {
        var request = ProxyRequest.FromBlocks("GET / HTTP/1.1\r\nhost: a.test\r\n\r\n"u8.ToArray(), null, isRendered: true);
        var flow = new Flow(DateTimeOffset.UnixEpoch, "192.0.2.1", request) { Id = 1, ClientStream = new StreamIdentity(3, 7), OriginStream = new StreamIdentity(4, null) };
        string text = await ExportAsync(flow);
        Assert.Contains("\"clientStream\": {\n      \"connection\": 3,\n      \"stream\": 7\n    }", text, StringComparison.Ordinal);
        Assert.Contains("\"originStream\": {\n      \"connection\": 4\n    }", text, StringComparison.Ordinal);
        Assert.Contains("\"rendered\": true", text, StringComparison.Ordinal);
        Flow back = Assert.Single(FlowJsonReader.Read(Encoding.UTF8.GetBytes(text)));
        Assert.Equal((flow.ClientStream, flow.OriginStream, true), (back.ClientStream, back.OriginStream, back.Request.IsRendered));
        Assert.Equal(text, await ExportAsync(back));
    }

    [Fact]
    public async Task ClientConnection_IsWrittenAndRead()
    {
        string text = await ExportAsync(
            new Flow(DateTimeOffset.UnixEpoch, "192.0.2.1", new ProxyRequest("GET", "/")) { Id = 1, ClientConnectionId = 3_000_000_000 });

        Assert.Contains("\"clientConnection\": 3000000000,", text, StringComparison.Ordinal);
        Flow back = Assert.Single(FlowJsonReader.Read(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(3_000_000_000, back.ClientConnectionId);
        Assert.Equal(text, await ExportAsync(back));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    [InlineData("{}")]
    public void ClientConnectionThatIsNoNumber_IsLeftOut(string value)
    {
        Flow flow = Assert.Single(FlowJsonReader.Read(Encoding.UTF8.GetBytes("{\"1\":{\"id\":1,\"clientConnection\":" + value + "}}")));
        Assert.Null(flow.ClientConnectionId);
    }

    [Fact]
    public async Task FlowOfHttp1_SaysNothingOfStreams()
    {
        string text = await ExportAsync(new Flow(DateTimeOffset.UnixEpoch, "192.0.2.1", new ProxyRequest("GET", "/")) { Id = 1 });
        Assert.DoesNotContain("tream\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("onnection\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("rendered", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"x\"")]
    [InlineData("null")]
    [InlineData("[]")]
    public void StreamsOfAnotherShape_AreNone(string value)
    {
        Flow flow = Assert.Single(FlowJsonReader.Read(Encoding.UTF8.GetBytes("{\"1\":{\"id\":1,\"clientStream\":" + value + "}}")));
        Assert.Null(flow.ClientStream);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    public void StreamNumberThatIsNone_IsLeftOut(string value)
    {
        Flow flow = Assert.Single(FlowJsonReader.Read(Encoding.UTF8.GetBytes("{\"1\":{\"id\":1,\"clientStream\":{\"connection\":2,\"stream\":" + value + "}}}")));
        Assert.Equal(new StreamIdentity(2, null), flow.ClientStream);
    }

    private static async Task<string> ExportAsync(Flow flow)
    {
        using MemoryStream stream = new();
        await FlowJsonWriter.WriteAsync(stream, [flow], CancellationToken.None);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
