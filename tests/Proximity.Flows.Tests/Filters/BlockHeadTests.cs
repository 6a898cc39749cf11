using System.Text;
using Proximity.Content;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Sql;

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

        Assert.Equal(Row(Flow(request, response), leavesNoStrings: false), Row(flow, leavesNoStrings: true));
        Assert.Equal(Row(flow, leavesNoStrings: true), Row(flow, leavesNoStrings: true));
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

    private static object?[] Row(FlowSnapshot flow, bool leavesNoStrings)
    {
        var reader = new SnapshotReader(ContentCodings.BuiltIn) { LeavesNoStrings = leavesNoStrings };
        reader.Begin(flow);
        return FlowsTable.Row(reader);
    }
}
