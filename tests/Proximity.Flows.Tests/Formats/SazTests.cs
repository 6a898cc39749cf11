using System.IO.Compression;
using System.Text;
using Proximity.Formats;
using Proximity.Formats.Mitmproxy;
using Proximity.Formats.Saz;
using Proximity.Stores;

namespace Proximity.Flows.Tests.Formats;

public class SazTests
{
    private const string Metadata = """
        <?xml version="1.0" encoding="utf-8"?>
        <Session SID="1" BitFlags="59"><SessionTimers ClientConnected="2030-01-02T03:04:05.0000000+01:00"
        ClientBeginRequest="2030-01-02T03:04:05.5000000+01:00"
        GatewayTime="0" DNSTime="2" TCPConnectTime="3" HTTPSHandshakeTime="4" ServerGotRequest="2030-01-02T03:04:05.6000000+01:00"
        ServerBeginResponse="2030-01-02T03:04:05.7000000+01:00" ServerDoneResponse="2030-01-02T03:04:06.0000000+01:00"
        ClientBeginResponse="0001-01-01T00:00:00" ClientDoneResponse="2030-01-02T03:04:06.0000000+01:00" />
        <PipeInfo /><SessionFlags><SessionFlag N="x-hostip" V="10.0.0.1" /><SessionFlag N="x-clientip" V="::ffff:127.0.0.1" />
        <SessionFlag N="ui-comments" V="look" /></SessionFlags></Session>
        """;

    [Theory]
    [InlineData("mitmproxy-8.1.1.flow")]
    [InlineData("mitmproxy-8.1.1-tcp-ws-error.flow")]
    public async Task Written_ComesBackTheSame(string name)
    {
        List<Flow> flows = await FormatFlows.ReadAsync(new MitmproxyReader(), FormatFlows.Sample(name));
        List<Flow> http = [.. flows.Where(flow => flow.WebSocket is null)];
        byte[] archive = await FormatFlows.WriteAsync(new SazWriter(), new FormatLosses(), http);
        List<Flow> again = await FormatFlows.ReadAsync(new SazReader(), archive);

        Assert.Equal(http.Select(Describe), again.Select(Describe));
        Assert.Equal(archive, await FormatFlows.WriteAsync(new SazWriter(), new FormatLosses(), http));
    }

    [Theory]
    [InlineData("red", FlowMark.Red)]
    [InlineData("Gold", FlowMark.Yellow)]
    [InlineData("#FF00FF", FlowMark.Grey)]
    [InlineData("", FlowMark.None)]
    public async Task Color_IsTheMark(string color, FlowMark mark)
    {
        byte[] archive = Archive(
            ("raw/1_c.txt", "GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            ("raw/1_m.xml", Metadata.Replace("\"ui-comments\" V=\"look\"", $"\"ui-color\" V=\"{color}\"", StringComparison.Ordinal)));

        Assert.Equal(mark, Assert.Single(await FormatFlows.ReadAsync(new SazReader(), archive)).Details!.Mark);
    }

    [Fact]
    public async Task Session_OfFiddlersLayout_IsRead()
    {
        byte[] archive = Archive(
            ("raw/2_c.txt", "GET http://a.test/second HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            ("raw/2_s.txt", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"),
            ("raw\\01_c.txt", "POST https://a.test/first HTTP/1.1\r\nHost: a.test\r\n\r\nbody"),
            ("raw\\01_s.txt", string.Empty),
            ("raw/2_m.xml", Metadata),
            ("_index.htm", "<html>"));

        List<Flow> flows = await FormatFlows.ReadAsync(new SazReader(), archive);

        Assert.Equal(["https://a.test/first", "http://a.test/second"], flows.Select(flow => flow.Request.Url));
        Assert.Null(flows[0].Response);
        Assert.Equal("body", Encoding.UTF8.GetString(flows[0].RequestBody.Bytes.Span));
        Flow second = flows[1];
        Assert.Equal("abcde", Encoding.UTF8.GetString(second.ResponseBody.Bytes.Span));
        Assert.Equal(("127.0.0.1", "10.0.0.1", "look"), (second.ClientIP, second.Details!.OriginAddress, second.Details.Comment));
        Assert.Equal(TimeSpan.FromMilliseconds(500), second.Duration);
        FlowTimings timings = second.Timings;
        TimeSpan[] phases = [timings.Dns, timings.Connect, timings.Wait, timings.Receive];
        Assert.Equal([2, 7, 100, 300], phases.Select(phase => (int)phase.TotalMilliseconds));
    }

    [Fact]
    public async Task SessionsWithinAnotherFolder_AreRead()
    {
        byte[] archive = Archive(
            ("My capture/raw/10_c.txt", "GET http://a.test/10 HTTP/1.1\r\n\r\n"),
            ("My capture/raw/2_c.txt", "GET http://a.test/2 HTTP/1.1\r\n\r\n"),
            ("__MACOSX/My capture/raw/._2_c.txt", "x"));

        List<Flow> flows = await FormatFlows.ReadAsync(new SazReader(), archive);

        Assert.Equal(["http://a.test/2", "http://a.test/10"], flows.Select(flow => flow.Request.Url));
    }

    [Fact]
    public async Task LinesThatEndInALineFeedAlone_AreRead()
    {
        byte[] archive = Archive(
            ("raw/1_c.txt", "GET http://a.test/ HTTP/1.1\nHost: a.test\n\n"),
            ("raw/1_s.txt", "HTTP/1.1 200 OK\nContent-Type: text/plain\n\na\r\n\r\nb"));

        Flow flow = Assert.Single(await FormatFlows.ReadAsync(new SazReader(), archive));

        Assert.Equal(("http://a.test/", "a.test"), (flow.Request.Url, flow.Request.Headers["Host"]));
        Assert.Equal("text/plain", flow.Response!.Headers["Content-Type"]);
        Assert.Equal("a\r\n\r\nb", Encoding.UTF8.GetString(flow.ResponseBody.Bytes.Span));
    }

    [Fact]
    public async Task BrokenTimes_DoNotLoseTheSession()
    {
        byte[] archive = Archive(("raw/1_c.txt", "GET http://a.test/ HTTP/1.1\r\n\r\n"), ("raw/1_m.xml", "<Session><nonsense"));

        Assert.Single(await FormatFlows.ReadAsync(new SazReader(), archive));
    }

    [Fact]
    public async Task EntitiesOfAnotherFile_AreNotFetched()
    {
        const string Attack = "<!DOCTYPE s [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>"
            + "<Session><SessionFlag N=\"ui-comments\" V=\"&x;\"/></Session>";
        byte[] archive = Archive(("raw/1_c.txt", "GET http://a.test/ HTTP/1.1\r\n\r\n"), ("raw/1_m.xml", Attack));

        Assert.Null(Assert.Single(await FormatFlows.ReadAsync(new SazReader(), archive)).Details!.Comment);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK\u0003\u0004nonsense")]
    [InlineData("no archive")]
    public async Task WhatIsNoArchive_IsRefused(string text)
        => await Assert.ThrowsAsync<FlowFormatException>(() => FormatFlows.ReadAsync(new SazReader(), Encoding.Latin1.GetBytes(text)));

    [Fact]
    public async Task SessionWithoutRequest_IsCounted()
    {
        var losses = new FormatLosses();

        Assert.Empty(await FormatFlows.ReadAsync(new SazReader(), Archive(("raw/1_s.txt", "HTTP/1.1 200 OK\r\n\r\n")), losses));
        Assert.Equal([SazLosses.NoRequest], losses.Describe());
    }

    /// <summary>The archive has no chunks, and HTTP/2 without its minor version.</summary>
    private static string Describe(Flow flow)
    {
        IEnumerable<string> lines = FormatFlows.Describe(flow.Snapshot()).Split('\n')
            .Where(line => !line.Contains("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            .Select(line => line.Replace("NotKept", "None", StringComparison.Ordinal));
        return string.Join(
            '\n',
            lines).Replace("failed True",
            "failed",
            StringComparison.Ordinal).Replace("failed False",
            "failed",
            StringComparison.Ordinal);
    }

    private static byte[] Archive(params (string Name, string Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach ((string name, string content) in entries)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.Latin1.GetBytes(content));
            }
        }

        return stream.ToArray();
    }
}
