using System.Text;
using Proximity.Fuzz.Onward;

namespace Proximity.Fuzz.Tests;

/// <summary>The comparison with other parsers sees what it is there for.</summary>
public class OnwardParserTests
{
    private const string Request = "POST /x HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nhi";
    private const string Response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n";

    private static readonly ParsedMessage RequestMeaning = new("POST /x", ["Host", "a.test", "Content-Length", "2"], "hi", []);
    private static readonly ParsedMessage ResponseMeaning = new("200 OK", ["Transfer-Encoding", "chunked"], "hi", ["X-Sum", "1"]);

    [Fact]
    public void Kestrel_AgreesOnARequest() => new KestrelParser().DemandSame(Sent(Request, RequestMeaning));

    [Theory]
    [InlineData("POST /y HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nhi")]
    [InlineData("POST /x HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nhi")]
    [InlineData("POST /x HTTP/1.1\r\nHost: a.test\r\nContent-Length : 2\r\n\r\nhi")]
    [InlineData("POST /x HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n")]
    public void RequestOfAnotherMeaning_IsSeenByKestrel(string bytes) =>
        Assert.Throws<InvariantException>(() => new KestrelParser().DemandSame(Sent(bytes, RequestMeaning)));

    [Fact]
    public void Client_AgreesOnAResponse()
    {
        using ClientParser client = new();
        client.DemandSame(Sent(Response, ResponseMeaning), toHead: false, endsWithConnection: false);
    }

    [Theory]
    [InlineData("HTTP/1.1 201 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nho\r\n0\r\nX-Sum: 1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 2\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nhi")]
    public void ResponseOfAnotherMeaning_IsSeenByTheClient(string bytes)
    {
        using ClientParser client = new();
        Assert.Throws<InvariantException>(() => client.DemandSame(Sent(bytes, ResponseMeaning), toHead: false, endsWithConnection: false));
    }

    [Fact]
    public void Node_FindsARequestAndTheOneBehindIt()
    {
        using NodeParsers node = NodeParsers.Start();
        NodeAnswer answer = node.AskServer(Encoding.Latin1.GetBytes(Request));
        Assert.Equal(["POST /x", "GET /sentinel"], answer.Messages.Select(message => message.Start));
        RequestMeaning.DemandSame(answer.Messages[0], "Node");
    }

    [Fact]
    public void RequestThatReachesIntoTheNext_IsRefusedByNode()
    {
        using NodeParsers node = NodeParsers.Start();
        NodeAnswer answer = node.AskServer("POST /x HTTP/1.1\r\nHost: a.test\r\nContent-Length: 200\r\n\r\nhi"u8.ToArray());
        Assert.Equal(("HPE_INVALID_EOF_STATE", 0), (answer.Refusal, answer.Messages.Count));
    }

    [Theory]
    [InlineData(Response, "exact")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "exact")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nhi", "close")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nhi", "early")]
    public void Node_TellsWhereAResponseEnds(string bytes, string end)
    {
        using NodeParsers node = NodeParsers.Start();
        Assert.Equal(end, node.AskClient(Encoding.Latin1.GetBytes(bytes), toHead: false).End);
    }

    private static SentMessage Sent(string bytes, ParsedMessage meaning) =>
        new(Encoding.Latin1.GetBytes(bytes), bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4, meaning);
}
