using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Connections;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Tests.Http2.Connections;

/// <summary>DATA, its windows and its lengths (RFC 9113 §6.1, §6.9, §8.1.1).</summary>
public class DataTests
{
    private const string PostHead = "Head(1 :method: POST,:path: /,:scheme: https,:authority: a)";
    private const string Ok = "000001 01 04 00000001 88";
    private const string OkHead = "Head(1 :status: 200)";

    /// <summary>200 with content-length: 3.</summary>
    private const string Ok3 = "000005 01 04 00000001 88 0F0D 0133";

    [Theory]
    [InlineData("000002 00 00 00000001 6869 000000 00 01 00000001", "Data(1 hi) Data(1 end) |")]
    [InlineData("000002 00 01 00000001 6869", "Data(1 hi end) |")]
    [InlineData("000006 00 09 00000001 03 6869 000000", "Data(1 hi end) |")]
    [InlineData("000000 00 00 00000001 000001 00 01 00000001 61", "Data(1 a end) |")]
    public void Body_IsData(string data, string said)
        => Assert.Equal($"{PostHead} {said}", ConnectionRun.Server(ConnectionRun.Post1 + data));

    [Fact]
    public void DataOnAnIdleStream_IsAConnectionError()
        => Assert.Equal("Failed(ProtocolError) | GOAWAY(0 ProtocolError)", ConnectionRun.Server("000001 00 00 00000001 61"));

    [Fact]
    public void DataAfterEndStream_IsAStreamError() => Assert.Equal(
        "Head(1 :method: GET,:path: /,:scheme: https,:authority: a end) StreamFault(1 StreamClosed) | RST_STREAM(1 StreamClosed)",
        ConnectionRun.Server(ConnectionRun.Get1 + "000001 00 00 00000001 61"));

    [Fact]
    public void DataOfAStreamThatBothHaveEnded_IsAConnectionError() => Assert.Equal(
        "Head(1 :status: 200 end) Failed(StreamClosed) | GOAWAY(0 StreamClosed)",
        ConnectionRun.Client("000001 01 05 00000001 88" + "000001 00 00 00000001 61"));

    [Fact]
    public void DataAfterThePeersReset_IsAStreamError() => Assert.Equal(
        $"{PostHead} Reset(1 Cancel) StreamFault(StreamClosed) | RST_STREAM(1 StreamClosed)",
        ConnectionRun.Server(ConnectionRun.Post1 + "000004 03 00 00000001 00000008" + "000001 00 00 00000001 61"));

    [Fact]
    public void DataAfterOurReset_IsIgnored_AndItsCreditComesBack()
    {
        ConnectionRun run = NewServer(new Http2Limits { ConnectionWindowBytes = 65_535 });
        run.Feed(ConnectionRun.Post1);
        run.Connection.Reset(Stream(run), Http2ErrorCode.Cancel);
        run.Forget();
        string data = "004000 00 00 00000001" + new string('0', 2 * 16_384);
        run.Feed(data + data);
        Assert.Equal("| WINDOW_UPDATE(0 32768)", run.Take());
        run.Feed("000004 03 00 00000001 00000008" + "000004 08 00 00000001 00000001" + "000005 01 05 00000001 00 01 61 01 62");
        Assert.Equal("|", run.Take());
    }

    [Theory]
    [InlineData("000003 00 01 00000001 616263", "Data(1 abc end) |")]
    [InlineData("000002 00 00 00000001 6162 000001 00 01 00000001 63", "Data(1 ab) Data(1 c end) |")]
    [InlineData("000002 00 01 00000001 6162", "StreamFault(1 ProtocolError) | RST_STREAM(1 ProtocolError)")]
    [InlineData("000004 00 00 00000001 61626364", "StreamFault(1 ProtocolError) | RST_STREAM(1 ProtocolError)")]
    [InlineData(
        "000002 00 00 00000001 6162 000005 01 05 00000001 00 01 61 01 62",
        "Data(1 ab) StreamFault(1 ProtocolError) | RST_STREAM(1 ProtocolError)")]
    [InlineData("000000 00 01 00000001", "StreamFault(1 ProtocolError) | RST_STREAM(1 ProtocolError)")]
    public void Content_IsAsLongAsItsLength(string data, string said)
        => Assert.Equal($"Head(1 :status: 200,content-length: 3) {said}", ConnectionRun.Client(Ok3 + data));

    [Fact]
    public void AnswerToHead_HasALengthAndNoContent() => Assert.Equal(
        "Head(1 :status: 200,content-length: 3 end) |", ConnectionRun.Client("000005 01 05 00000001 88 0F0D 0133", method: "HEAD"));

    [Fact]
    public void AnswerToGet_WithALengthAndNoContent_IsMalformed() => Assert.Equal(
        "StreamFault(1 ProtocolError) | RST_STREAM(1 ProtocolError)", ConnectionRun.Client("000005 01 05 00000001 88 0F0D 0133"));

    [Fact]
    public void NotModified_HasALengthAndNoContent() => Assert.Equal(
        "Head(1 :status: 304,content-length: 3 end) |", ConnectionRun.Client("000005 01 05 00000001 8B 0F0D 0133"));

    [Theory]
    [InlineData("HEAD", "88")]
    [InlineData("GET", "89")]
    [InlineData("GET", "8B")]
    public void ContentWhereThereIsNone_IsMalformed(string method, string status) => Assert.EndsWith(
        "StreamFault(1 ProtocolError) | RST_STREAM(1 ProtocolError)",
        ConnectionRun.Client($"000001 01 04 00000001 {status}" + "000001 00 01 00000001 61", method: method),
        StringComparison.Ordinal);

    [Fact]
    public void Tunnel_HasBytesWhateverItsLength() => Assert.Equal(
        "Head(1 :status: 200,content-length: 3) Data(1 abcde) |",
        ConnectionRun.Client(Ok3 + "000005 00 00 00000001 6162636465", method: "CONNECT"));

    [Fact]
    public void DataBeyondTheStreamsWindow_IsAStreamError()
    {
        ConnectionRun run = NewServer(new Http2Limits { StreamWindowBytes = 4 });
        run.Feed("000000 04 01 00000000" + ConnectionRun.Post1 + "000004 00 00 00000001 61626364");
        Assert.Equal($"SettingsAcknowledged() {PostHead} Data(1 abcd) |", run.Take());
        run.Feed("000001 00 00 00000001 61");
        Assert.Equal("StreamFault(1 FlowControlError) | RST_STREAM(1 FlowControlError)", run.Take());
    }

    [Fact]
    public void WindowOfSettings_HoldsFromTheirAcknowledgementOn()
    {
        ConnectionRun run = NewServer(new Http2Limits { StreamWindowBytes = 4 });
        run.Feed(ConnectionRun.Post1 + "000005 00 00 00000001 6162636465");
        Assert.Equal($"{PostHead} Data(1 abcde) |", run.Take());

        // The window is below zero now: what was sent before is no fault, more would be.
        run.Feed("000000 04 01 00000000" + "000001 00 00 00000001 66");
        Assert.Equal("SettingsAcknowledged() StreamFault(1 FlowControlError) | RST_STREAM(1 FlowControlError)", run.Take());
    }

    [Fact]
    public void DataBeyondTheConnectionsWindow_IsAConnectionError()
    {
        ConnectionRun run = NewServer(new Http2Limits { StreamWindowBytes = 1 << 20, ConnectionWindowBytes = 65_535 });
        run.Feed("000000 04 01 00000000" + ConnectionRun.Post1);
        for (int frame = 0; frame < 3; frame++)
        {
            run.Feed("004000 00 00 00000001" + new string('0', 2 * 16_384));
        }

        run.Forget();
        run.Feed("004000 00 00 00000001" + new string('0', 2 * 16_384));
        Assert.Equal("Failed(FlowControlError) | GOAWAY(1 FlowControlError)", run.Take());
    }

    [Fact]
    public void Credit_ComesWhenBytesHaveLeft_AndPaddingsAtOnce()
    {
        ConnectionRun run = NewServer(new Http2Limits { StreamWindowBytes = 8, ConnectionWindowBytes = 65_535 });
        run.Feed("000000 04 01 00000000" + ConnectionRun.Post1);
        run.Forget();

        // Two bytes, and six of padding with its length.
        run.Feed("000008 00 08 00000001 05 6869 0000000000");
        Assert.Equal("Data(1 hi) | WINDOW_UPDATE(1 6)", run.Take());
        run.Connection.Consume(Stream(run), 1);
        Assert.Equal("|", run.Take());
        run.Connection.Consume(Stream(run), 1);
        Assert.Equal("|", run.Take());
        run.Feed("000006 00 00 00000001 616263646566");
        run.Connection.Consume(Stream(run), 6);
        Assert.Equal("Data(1 abcdef) | WINDOW_UPDATE(1 8)", run.Take());
    }

    [Fact]
    public void CreditOfAnEndedStream_IsTheConnectionsAlone_AndTheRestComesWithTheObject()
    {
        ConnectionRun run = ConnectionRun.NewClient(limits: new Http2Limits { ConnectionWindowBytes = 65_535 });
        run.Feed("000000 04 01 00000000" + Ok);
        Http2Stream stream = Stream(run);
        run.Feed("004000 00 00 00000001" + new string('0', 2 * 16_384));
        run.Feed("004000 00 01 00000001" + new string('0', 2 * 16_384));
        run.Forget();
        Assert.Equal(StreamState.Closed, stream.State);
        run.Connection.Consume(stream, 16_384);
        Assert.Equal("|", run.Take());
        run.Connection.Recycle(stream);
        Assert.Equal("| WINDOW_UPDATE(0 32768)", run.Take());
    }

    [Fact]
    public void CreditThatIsGivenTwice_IsCountedOnce()
    {
        ConnectionRun run = NewServer(new Http2Limits { ConnectionWindowBytes = 65_535 });
        run.Feed(ConnectionRun.Post1 + "004000 00 00 00000001" + new string('0', 2 * 16_384));
        Http2Stream stream = Stream(run);
        run.Feed("000004 03 00 00000001 00000008");
        run.Forget();
        run.Connection.Consume(stream, 16_384);
        run.Connection.Consume(stream, 16_384);
        Assert.Equal("|", run.Take());
    }

    [Fact]
    public void DataBeforeAFinalHead_IsMalformed() => Assert.Equal(
        "Head(1 :status: 103) StreamFault(1 ProtocolError) | RST_STREAM(1 ProtocolError)",
        ConnectionRun.Client("000005 01 04 00000001 08 03 313033" + "000001 00 00 00000001 61"));

    [Fact]
    public void Download_IsDataUntilItsEnd()
        => Assert.Equal(
            $"{OkHead} Data(1 a) Data(1 b end) |",
            ConnectionRun.Client(Ok + "000001 00 00 00000001 61 000001 00 01 00000001 62"));

    private static Http2Stream Stream(ConnectionRun run) => run.LastStream!;

    private static ConnectionRun NewServer(Http2Limits limits)
    {
        var run = new ConnectionRun(Http2Role.Server, limits);
        run.Feed(ConnectionRun.Opening);
        run.Forget();
        return run;
    }
}
