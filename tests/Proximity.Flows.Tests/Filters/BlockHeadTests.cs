using System.Text;
using Proximity.Content;
using Proximity.Filters;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Filters.Matching;
using Proximity.Filters.Sql;
using Proximity.TestsOfAll;

namespace Proximity.Flows.Tests.Filters;

/// <summary>A reader that makes no strings of a head sees the same in it as one that does.</summary>
public class BlockHeadTests
{
    [Theory]
    [InlineData(
        "GET http://Example.com:81/a/b?c=d#e HTTP/1.1\r\nHost: other\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")]
    [InlineData(
        "\r\n\r\nGET /a HTTP/1.1\r\nhOST:\texample.com \r\nHost: second\r\n\r\n",
        "HTTP/1.1 404\r\ncontent-TYPE:application/json\r\n\r\n")]
    [InlineData("CONNECT [::1]:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 200 Connection Established\r\n\r\n")]
    [InlineData(
        "GET /a b c HTTP/1.0\r\nHost : spaced\r\nno colon\r\nHost: h\r\n\r\nHost: behind\r\n\r\n",
        "HTTP/1.1  500 two  spaces\r\n\r\n")]
    [InlineData(
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Type: application/grpc\r\n\r\n",
        "HTTP/2 200\r\nContent-Type: application/grpc\r\nGrpc-Status: 5\r\n\r\n")]
    [InlineData("GET /bare\nlf HTTP/1.1\r\nX: a\nHost: not this\r\nHost: h\r\n", "HTTP/1.1 200 OK\r\nContent-Type: text/plain")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("", "")]
    [InlineData("\n", "\r\n")]
    [InlineData("GET /\u00e9 HTTP/1.1\r\nH\u00f6st: x\r\nHost: h\u00fcbsch\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n")]
    public void Row_IsTheSame(string request, string response)
    {
        FlowSnapshot flow = Flow(request, response);

        Assert.Equal(Row(WithStrings(flow)), Row(flow));
        Assert.Equal(Row(flow), Row(flow));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nhOST:\tb \r\nHost:c\r\nHost : spaced\r\n\r\nHost: behind\r\n")]
    [InlineData("GET / HTTP/1.1\r\nno colon\r\n: no name\r\n no name \t\r\n:\r\nHost:\r\nHost: \r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nH\u00f6st: x\r\nH\u00d6ST: y\r\nhost:z: \u00fc\r\nX: bare\nHost: not this\r\nHost: last")]
    [InlineData("\r\nGET / HTTP/1.1\r\n\r\n")]
    [InlineData("")]
    public void Fields_AreTheSame(string request)
    {
        FlowSnapshot received = Flow(request, "");
        FlowSnapshot strings = WithStrings(received);

        foreach (string name in (string[])["host", "Host ", "h\u00f6st", "host:z", "", "x", "absent"])
        {
            Assert.Equal(Texts(strings, FieldId.RequestHeader, name), Texts(received, FieldId.RequestHeader, name));
        }

        Assert.Equal(Texts(strings, FieldId.RequestHeaders, null), Texts(received, FieldId.RequestHeaders, null));
    }

    [Fact]
    public void ManyLines_AreAllFound()
    {
        string lines = string.Concat(Enumerable.Range(0, 100).Select(i => $"N{i}: {i}\r\n"));
        FlowSnapshot flow = Flow($"GET / HTTP/1.1\r\n{lines}\r\n", "");

        Assert.Equal(["99"], Texts(flow, FieldId.RequestHeader, "n99"));
        Assert.Equal(100, Texts(flow, FieldId.RequestHeaders, null).Length);
    }

    [Theory]
    [InlineData("res.header[content-type]*=html")]
    [InlineData("req.header[x]:a")]
    [InlineData("host:example.com path:/a/* status:5xx")]
    public void TestOfAHead_AllocatesNothing(string text)
    {
        FlowSnapshot flow = Flow("GET /a/b?c HTTP/1.1\r\nHost: example.com\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
        var filter = Filter.Parse(text);
        Assert.False(filter.Matches(flow));

        Assert.Equal(0, Allocations.OfRound(() => filter.Matches(flow)));
    }

    private static string[] Texts(FlowSnapshot flow, FieldId field, string? key)
    {
        var collector = new Collector();
        var reader = new SnapshotReader(ContentCodings.BuiltIn);
        reader.Begin(flow);
        reader.AnyText(field, key, collector);
        return [.. collector.Found];
    }

    private static FlowSnapshot Flow(string request, string response)
    {
        var flow = new Flow(
            DateTimeOffset.UnixEpoch, "127.0.0.1", ProxyRequest.FromBlocks(Encoding.Latin1.GetBytes(request), null))
        {
            Response = ProxyResponse.FromBlock(Encoding.Latin1.GetBytes(response)),
            Completed = true,
        };
        return flow.Snapshot();
    }

    /// <summary>The same flow with heads that have strings alone.</summary>
    private static FlowSnapshot WithStrings(FlowSnapshot flow)
        => new(new RequestSnapshot(flow.Request.Method, flow.Request.Url, flow.Request.Headers, version: flow.Request.Version), "127.0.0.1")
        {
            Timestamp = flow.Timestamp,
            Response = new ResponseSnapshot(
                flow.Response!.Status, flow.Response.StatusText, flow.Response.Headers, FlowBody.None, flow.Response.Version),
            Completed = true,
        };

    private static object?[] Row(FlowSnapshot flow)
    {
        var reader = new SnapshotReader(ContentCodings.BuiltIn);
        reader.Begin(flow);
        return FlowsTable.Row(reader);
    }

    /// <summary>Takes no text, so that it is shown all of them.</summary>
    private sealed class Collector : TextMatcher
    {
        public List<string> Found { get; } = [];

        public override bool Matches(ReadOnlySpan<char> text)
        {
            Found.Add(text.ToString());
            return false;
        }
    }
}
