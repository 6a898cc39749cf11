using System.Text;
using Proximity.Formats;
using Proximity.Formats.Mitmproxy;

namespace Proximity.Flows.Tests.Formats;

public class MitmproxyTests
{
    [Fact]
    public async Task Sample_IsReadWhole()
    {
        var losses = new FormatLosses();
        List<Flow> flows = await ReadAsync(FormatFlows.Sample("mitmproxy-8.1.1.flow"), losses);

        Assert.Equal(24, flows.Count);
        Assert.True(losses.IsEmpty);
        Assert.Equal("http://localhost:18080/", flows[0].Request.Url);
        Assert.Equal("127.0.0.1", flows[0].ClientIP);
        Assert.StartsWith("<!doctype html>", Encoding.UTF8.GetString(flows[0].ResponseBody.Bytes.Span), StringComparison.Ordinal);
        Assert.Equal(2, flows[0].Response!.Headers.GetValues("set-cookie").Count);
        Flow tls = flows.First(flow => flow.ClientTls is not null);
        Assert.Equal(("localhost:18443", "TLS 1.3", "localhost"), (tls.Tunnel, tls.ClientTls!.Protocol, tls.OriginTls!.ServerName));
        Flow refused = flows[^1];
        Assert.Null(refused.Response);
        Assert.Equal("upstream_connect_failed", refused.ErrorCode);
        Assert.StartsWith("[Errno 111]", refused.Details!.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SampleWithWebSocketAndFailure_IsReadWhole()
    {
        List<Flow> flows = await ReadAsync(FormatFlows.Sample("mitmproxy-8.1.1-tcp-ws-error.flow"));

        RecordedWebSocketMessage[] messages = [.. flows[0].WebSocket!.Messages];
        Assert.Equal(5, messages.Length);
        Assert.Equal("hi é", messages[0].Text);
        Assert.Equal(new byte[] { 1, 2, 255 }, messages[1].Payload.ToArray());
        Assert.Equal((1000, "bye", WebSocketDirection.ToOrigin), (messages[4].CloseCode, messages[4].Text, messages[4].Direction));
        Assert.Equal(["br"], flows[1].ResponseBody.ContentCodings);
        Assert.True(flows[1].Request.IsRendered);
        Assert.Equal(("CONNECT", "localhost:9", 502), (flows[2].Request.Method, flows[2].Request.Url, flows[2].Response!.Status));
        Assert.Equal("caf\u00E9", flows[3].Request.Headers["X-Bin"]);
    }

    [Theory]
    [InlineData("mitmproxy-8.1.1.flow")]
    [InlineData("mitmproxy-8.1.1-tcp-ws-error.flow")]
    public async Task Written_ComesBackTheSame(string name)
    {
        List<Flow> flows = await ReadAsync(FormatFlows.Sample(name));
        List<Flow> again = await ReadAsync(await WriteAsync(flows));

        Assert.Equal(Describe(flows), Describe(again));
        Assert.Equal(flows.Select(Times), again.Select(Times));
        Assert.Equal(flows.Select(flow => flow.ClientTls), again.Select(flow => flow.ClientTls));
        Assert.Equal(await WriteAsync(flows), await WriteAsync(again));
    }

    [Theory]
    [InlineData("3:{}")]
    [InlineData("x")]
    [InlineData("5:hello,")]
    [InlineData("99999999999:")]
    [InlineData("2000000000:abc")]
    [InlineData("12")]
    [InlineData("20:7:request;5:3:abc}}")]
    public async Task WhatIsNoFlowFile_IsRefused(string text)
        => await Assert.ThrowsAsync<FlowFormatException>(() => ReadAsync(Encoding.Latin1.GetBytes(text)));

    [Fact]
    public async Task FlowOfAnotherKind_IsLeftOut_AndCounted()
    {
        var losses = new FormatLosses();

        Assert.Empty(await ReadAsync("13:4:type;3:tcp;}"u8.ToArray(), losses));
        Assert.Equal([MitmproxyLosses.NotHttp], losses.Describe());
    }

    [Fact]
    public async Task NewerVersion_IsReadByItsNames()
    {
        var writer = new TnetWriter();
        int flow = writer.Begin();
        Text(writer, "type", "http");
        writer.Text("version");
        writer.Integer(21);
        writer.Text("client_conn");
        int client = writer.Begin();
        Text(writer, "proxy_mode", "regular");
        writer.Text("peername");
        int address = writer.Begin();
        writer.Text("::1");
        writer.Integer(5);
        writer.EndList(address);
        Text(writer, "cipher", "TLS_AES_128_GCM_SHA256");
        Text(writer, "tls_version", "TLSv1.3");
        writer.EndDictionary(client);
        writer.Text("request");
        int request = writer.Begin();
        Text(writer, "scheme", "https");
        Text(writer, "host", "::1");
        writer.Text("port");
        writer.Integer(8443);
        Text(writer, "path", "/p");
        Text(writer, "method", "GET");
        writer.EndDictionary(request);
        writer.EndDictionary(flow);

        Flow read = Assert.Single(await ReadAsync(writer.Written.ToArray()));

        Assert.Equal(("::1", "[::1]:8443", "/p"), (read.ClientIP, read.Tunnel, read.Request.Url));
        Assert.Equal("TLS_AES_128_GCM_SHA256", read.ClientTls!.CipherSuite);
    }

    [Fact]
    public async Task DecodedBody_LosesTheCodingThatItNoLongerHas()
    {
        var losses = new FormatLosses();
        Flow flow = FormatFlows.Flow(
            "GET http://a.test/ HTTP/1.1\nHost: a.test\n\n",
            null,
            "HTTP/1.1 200 OK\nContent-Encoding: br\nContent-Length: 2\n\n",
            FormatFlows.Body("hello"));
        Flow read = Assert.Single(await ReadAsync(await FormatFlows.WriteAsync(new MitmproxyWriter(), losses, flow)));

        Assert.Null(read.Response!.Headers["Content-Encoding"]);
        Assert.Equal("5", read.Response.Headers["Content-Length"]);
        Assert.Equal([WireMessage.Decoded], losses.Describe());
    }

    [Theory]
    [InlineData("mitmproxy-8.1.1.flow")]
    [InlineData("mitmproxy-8.1.1-tcp-ws-error.flow")]
    public async Task RealMitmproxy_ReadsWhatWasWritten(string name)
    {
        using var folder = new TemporaryFolder();
        List<Flow> flows = await ReadAsync(FormatFlows.Sample(name));
        await File.WriteAllBytesAsync(folder.PathOf("ours.flow"), await WriteAsync(flows));

        string said = await RealTool.RunAsync(
            "mitmdump", "-n", "-q", "--set", $"confdir={folder.PathOf(
                "conf")}", "-r", folder.PathOf("ours.flow"), "-w", folder.PathOf("theirs.flow"));

        Assert.True(File.Exists(folder.PathOf("theirs.flow")), said);
        List<Flow> again = await ReadAsync(await File.ReadAllBytesAsync(folder.PathOf("theirs.flow")));

        // It writes a flow that has a response and failed twice, the captured ones too.
        Assert.Equal(flows.Select(Whole), again.Select(Whole).Distinct());
    }

    private static string Whole(Flow flow) => FormatFlows.Describe(flow.Snapshot()) + Times(flow);

    private static void Text(TnetWriter writer, string name, string value)
    {
        writer.Text(name);
        writer.Bytes(Encoding.UTF8.GetBytes(value));
    }

    private static Task<List<Flow>> ReadAsync(byte[] file, FormatLosses? losses = null)
        => FormatFlows.ReadAsync(new MitmproxyReader(), file, losses);

    private static Task<byte[]> WriteAsync(IEnumerable<Flow> flows)
        => FormatFlows.WriteAsync(new MitmproxyWriter(), new FormatLosses(), flows);

    private static string Describe(IEnumerable<Flow> flows) => string.Concat(flows.Select(flow => FormatFlows.Describe(flow.Snapshot())));

    /// <summary>mitmproxy keeps times as floating-point numbers, which have no more than some microseconds.</summary>
    private static string Times(Flow flow)
        => $"{Round(flow.Duration)} {Round(flow.Timings.Connect)} {Round(flow.Timings.Wait)} {Round(flow.Timings.Receive)}";

    private static long Round(TimeSpan span) => (long)Math.Round(span.TotalMilliseconds);
}
