using Proximity.Protocol.Http2.Connections;

namespace Proximity.Protocol.Tests.Http2.Connections;

/// <summary>HEADERS and CONTINUATION: heads, trailers, and streams that begin (RFC 9113 §5.1, §6.2, §6.10, §8).</summary>
public class HeadTests
{
    private const string Head1 = "Head(1 :method: GET,:path: /,:scheme: https,:authority: a end)";
    private const string Head3 = "Head(3 :method: GET,:path: /,:scheme: https,:authority: a end)";
    private const string PostHead = "Head(1 :method: POST,:path: /,:scheme: https,:authority: a)";
    private const string ServerFailed = "Failed(ProtocolError) | GOAWAY(0 ProtocolError)";

    [Fact]
    public void Request_IsAHead() => Assert.Equal($"{Head1} |", ConnectionRun.Server(ConnectionRun.Get1));

    [Fact]
    public void RequestWithPaddingAndPriority_IsTheSame()
        => Assert.Equal($"{Head1} |", ConnectionRun.Server("00000E 01 2D 00000001 02 80000000 FF 82 84 87 41 01 61 0000"));

    [Fact]
    public void RequestInContinuations_IsOneHead()
        => Assert.Equal(
            $"{Head1} |",
            ConnectionRun.Server("000002 01 01 00000001 82 84 000000 09 00 00000001 000004 09 04 00000001 87 41 01 61"));

    [Fact]
    public void RequestsOneAfterTheOther_AreHeads()
        => Assert.Equal($"{Head1} {Head3} |", ConnectionRun.Server(ConnectionRun.Get1 + ConnectionRun.Get3));

    [Fact]
    public void NumbersLeftOut_AreClosedStreams() => Assert.Equal(
        "Head(5 :method: GET,:path: /,:scheme: https,:authority: a end) Failed(ProtocolError) | GOAWAY(5 ProtocolError)",
        ConnectionRun.Server("000006 01 05 00000005 82 84 87 41 01 61" + ConnectionRun.Get3));

    [Fact]
    public void EvenNumberOfAClient_IsAConnectionError() => Assert.Equal(ServerFailed, ConnectionRun.Server("000001 01 05 00000002 82"));

    [Fact]
    public void HeadersAfterEndStream_AreAStreamError() => Assert.Equal(
        $"{Head1} StreamFault(1 StreamClosed) | RST_STREAM(1 StreamClosed)",
        ConnectionRun.Server(ConnectionRun.Get1 + "000004 01 05 00000001 82 84 87 BE"));

    [Theory]
    [InlineData("000001 01 00 00000001 82" + "000000 04 00 00000000")]
    [InlineData("000001 01 00 00000001 82" + "000001 09 04 00000003 84")]
    [InlineData("000001 01 00 00000001 82" + "000001 01 04 00000003 84")]
    [InlineData("000001 01 00 00000001 82" + "000001 EE 00 00000001 84")]
    [InlineData("000001 01 00 00000001 82" + "000005 02 00 00000003 00000001 10")]
    [InlineData("000001 09 04 00000001 84")]
    public void BlockThatIsInterrupted_IsAConnectionError(string hex) => Assert.Equal(ServerFailed, ConnectionRun.Server(hex));

    [Fact]
    public void BlockThatCannotBeDecoded_IsAConnectionError()
        => Assert.Equal("Failed(CompressionError) | GOAWAY(0 CompressionError)", ConnectionRun.Server("000001 01 05 00000001 BE"));

    [Fact]
    public void RequestWithoutAuthority_IsAStreamError() => Assert.Equal(
        "StreamFault(1 ProtocolError) | RST_STREAM(1 ProtocolError)", ConnectionRun.Server("000003 01 05 00000001 82 84 87"));

    [Fact]
    public void MalformedRequest_IsAStreamError_AndTheNextOneIsTaken() => Assert.Equal(
        $"StreamFault(1 ProtocolError) {Head3} | RST_STREAM(1 ProtocolError)",
        ConnectionRun.Server("00000B 01 05 00000001 82 84 87 41 01 61 00 01 41 01 62" + ConnectionRun.Get3));

    [Fact]
    public void StreamThatDependsOnItself_IsAStreamError() => Assert.Equal(
        "StreamFault(1 ProtocolError) | RST_STREAM(1 ProtocolError)",
        ConnectionRun.Server("00000B 01 25 00000001 00000001 10 82 84 87 41 01 61"));

    [Fact]
    public void Trailers_EndTheRequest() => Assert.Equal(
        $"{PostHead} Data(1 hi) Trailers(1 a: b end) |",
        ConnectionRun.Server(ConnectionRun.Post1 + "000002 00 00 00000001 6869" + "000005 01 05 00000001 00 01 61 01 62"));

    [Theory]
    [InlineData("000005 01 04 00000001 00 01 61 01 62")]
    [InlineData("000001 01 05 00000001 82")]
    public void TrailersThatEndNothingOrHavePseudoFields_AreMalformed(string trailers) => Assert.Equal(
        $"{PostHead} StreamFault(1 ProtocolError) | RST_STREAM(1 ProtocolError)", ConnectionRun.Server(ConnectionRun.Post1 + trailers));

    [Fact]
    public void Response_WithInterimHeads_IsReadInItsOrder() => Assert.Equal(
        "Head(1 :status: 103) Head(1 :status: 200) Data(1 hi) Trailers(1 a: b end) |",
        ConnectionRun.Client(
            "000005 01 04 00000001 08 03 313033" + "000001 01 04 00000001 88" + "000002 00 00 00000001 6869"
            + "000005 01 05 00000001 00 01 61 01 62"));

    [Theory]
    [InlineData("000005 01 05 00000001 08 03 313033")]
    [InlineData("000001 01 04 00000001 82")]
    [InlineData("000002 00 00 00000001 6869")]
    [InlineData("000005 01 04 00000001 08 03 313031")]
    public void MalformedResponse_IsAStreamError(string hex)
        => Assert.Equal("StreamFault(1 ProtocolError) | RST_STREAM(1 ProtocolError)", ConnectionRun.Client(hex));

    [Theory]
    [InlineData("000001 01 05 00000003 88")]
    [InlineData("000001 01 05 00000002 88")]
    [InlineData("000005 05 04 00000001 00000002 82")]
    public void StreamThatAServerBegins_IsAConnectionError(string hex) => Assert.Equal(ServerFailed, ConnectionRun.Client(hex));

    [Fact]
    public void StreamsBeyondTheLimit_AreRefused_AndTheirBlocksDecoded()
    {
        var limits = new Http2Limits { MaxConcurrentStreams = 1 };
        Assert.Equal(
            $"{Head1} StreamFault(RefusedStream) StreamFault(RefusedStream) | RST_STREAM(3 RefusedStream) RST_STREAM(5 RefusedStream)",
            ConnectionRun.Server(
                ConnectionRun.Get1 + ConnectionRun.Get3 + "000004 01 04 00000005 82 84 87 BE" + "000001 00 01 00000005 61",
                limits));
    }

    [Fact]
    public void OversizedHead_IsAnEventOfItsStream_AndItsNeighbourGoesOn()
    {
        var limits = new Http2Limits { MaxHeaderListBytes = 200 };
        string large = "0000D8 01 05 00000001 82 84 87 00 01 78 7F 4E " + string.Concat(Enumerable.Repeat("79", 205)) + " 41 01 61";
        Assert.Equal(
            "OversizedHead(1 end) Head(3 :method: GET,:path: /,:scheme: https,:authority: a end) |",
            ConnectionRun.Server(large + ConnectionRun.Get3, limits));
    }

    [Fact]
    public void ExtendedConnect_IsTakenWhereItWasAllowed()
    {
        const string Connect = "00001B 01 04 00000001 42 07 434F4E4E454354 00 09 3A70726F746F636F6C 01 78 84 87 41 01 61";
        Assert.Equal(
            "Head(1 :method: CONNECT,:protocol: x,:path: /,:scheme: https,:authority: a) |",
            ConnectionRun.Server(Connect, new Http2Limits { EnableConnectProtocol = true }));
        Assert.Equal(
            "StreamFault(1 ProtocolError) | RST_STREAM(1 ProtocolError)",
            ConnectionRun.Server(Connect));
    }

    [Fact]
    public void PriorityField_IsAHint()
    {
        var run = new ConnectionRun(Protocol.Http2.Http2Role.Server);
        run.Feed(ConnectionRun.Opening);
        run.Forget();
        run.Feed("000014 01 05 00000001 82 84 87 41 01 61 00 08 7072696F72697479 03 753D30");
        Assert.Equal("Head(1 :method: GET,:path: /,:scheme: https,:authority: a,priority: u=0 end) |", run.Take());
        run.Feed("000007 10 00 00000000 00000001 753D36" + "000007 10 00 00000000 00000009 753D36");
        Assert.Equal("Priority(1 6) |", run.Take());
    }
}
