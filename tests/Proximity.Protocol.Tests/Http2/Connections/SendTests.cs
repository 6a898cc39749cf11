using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Connections;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Tests.Http2.Connections;

/// <summary>What is appended, within windows, frame sizes and the output's bound.</summary>
public class SendTests
{
    private static readonly string[] Ok = [":status: 200"];

    [Fact]
    public void Response_IsHeadDataAndTrailers()
    {
        ConnectionRun run = NewServer();
        Http2Stream stream = run.LastStream!;
        Assert.True(run.Connection.SendFields(stream, Http2Input.List(":status: 103"), endsStream: false));
        Assert.True(run.Connection.SendFields(stream, Http2Input.List(Ok), endsStream: false));
        Assert.Equal(2, run.Connection.SendData(stream, "hi"u8, endsStream: false));
        Assert.True(run.Connection.SendFields(stream, Http2Input.List("a: b"), endsStream: true));
        Assert.Equal("| HEADERS(1 :status: 103) HEADERS(1 :status: 200) DATA(1 hi) HEADERS(1 a: b end)", run.Take());
        Assert.Equal(StreamState.Closed, stream.State);
        Assert.False(run.Connection.SendFields(stream, Http2Input.List("a: b"), endsStream: true));
        Assert.Equal(0, run.Connection.SendData(stream, "x"u8, endsStream: true));
        run.Connection.Reset(stream, Http2ErrorCode.Cancel);
        Assert.Equal("|", run.Take());
    }

    [Theory]
    [InlineData("", "DATA(1 end)")]
    [InlineData("hi", "DATA(1 hi end)")]
    public void End_ComesWithTheLastBytes(string body, string frame)
    {
        ConnectionRun run = NewServer();
        run.Connection.SendFields(run.LastStream!, Http2Input.List(Ok), endsStream: false);
        run.Forget();
        Assert.Equal(body.Length, run.Connection.SendData(run.LastStream!, ProtocolInput.Bytes(body), endsStream: true));
        Assert.Equal($"| {frame}", run.Take().Replace("  ", " ", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_IsNoFrame()
    {
        ConnectionRun run = NewServer();
        run.Connection.SendFields(run.LastStream!, Http2Input.List(Ok), endsStream: false);
        run.Forget();
        Assert.Equal(0, run.Connection.SendData(run.LastStream!, default, endsStream: false));
        Assert.Equal("|", run.Take());
    }

    [Fact]
    public void LargeHead_IsCutIntoContinuations()
    {
        ConnectionRun run = NewServer();
        run.Connection.SendFields(run.LastStream!, Http2Input.List(":status: 200", "x: " + new string('\\', 40_000)), endsStream: true);
        Assert.StartsWith("| HEADERS(1 ... end) CONTINUATION(1 ...) CONTINUATION(1 :status: 200,x: ", run.Take(), StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_BoundWhatIsSent_AndTheRestFollows()
    {
        ConnectionRun run = NewServer("000006 04 00 00000000 0004 00000005");
        Http2Stream stream = run.LastStream!;
        run.Connection.SendFields(stream, Http2Input.List(Ok), endsStream: false);
        run.Forget();
        Assert.Equal(5, run.Connection.SendData(stream, "abcdefgh"u8, endsStream: true));
        Assert.Equal(0, run.Connection.SendData(stream, "fgh"u8, endsStream: true));
        run.Feed("000004 08 00 00000001 00000009");
        Assert.Equal(3, run.Connection.SendData(stream, "fgh"u8, endsStream: true));
        Assert.Equal("WindowOpened(1) | DATA(1 abcde) DATA(1 fgh end)", run.Take());
    }

    [Fact]
    public void EndWithoutBytes_NeedsNoWindow()
    {
        ConnectionRun run = NewServer("000006 04 00 00000000 0004 00000000");
        run.Connection.SendFields(run.LastStream!, Http2Input.List(Ok), endsStream: false);
        run.Forget();
        Assert.Equal(0, run.Connection.SendData(run.LastStream!, "a"u8, endsStream: true));
        Assert.Equal("|", run.Take());
        run.Connection.SendData(run.LastStream!, default, endsStream: true);
        Assert.Equal("| DATA(1 end)", run.Take().Replace("  ", " ", StringComparison.Ordinal));
    }

    [Fact]
    public void ConnectionsWindow_IsSharedByItsStreams()
    {
        ConnectionRun run = NewServer("000006 04 00 00000000 0004 00100000");
        Http2Stream first = run.LastStream!;
        run.Feed(ConnectionRun.Get3);
        Http2Stream second = run.LastStream!;
        run.Connection.SendFields(first, Http2Input.List(Ok), endsStream: false);
        run.Connection.SendFields(second, Http2Input.List(Ok), endsStream: false);
        Assert.Equal(65_000, run.Connection.SendData(first, new byte[65_000], endsStream: false));
        Assert.Equal(535, run.Connection.SendData(second, new byte[65_000], endsStream: false));
    }

    [Fact]
    public void Data_IsCutAtTheLargestFrame()
    {
        ConnectionRun run = NewServer();
        run.Connection.SendFields(run.LastStream!, Http2Input.List(Ok), endsStream: false);
        run.Forget();
        Assert.Equal(20_000, run.Connection.SendData(run.LastStream!, new byte[20_000], endsStream: true));
        Assert.Equal(20_000 + (2 * 9), run.Connection.Output.Length);
    }

    [Fact]
    public void FullOutput_TakesNoData_ButHeads()
    {
        ConnectionRun run = NewServer(limits: new Http2Limits { MaxOutputBytes = 100 });
        run.Connection.SendFields(run.LastStream!, Http2Input.List(Ok), endsStream: false);
        run.Forget();
        Assert.Equal(100, run.Connection.SendData(run.LastStream!, new byte[1000], endsStream: true));
        Assert.True(run.Connection.IsOutputFull);
        Assert.Equal(0, run.Connection.SendData(run.LastStream!, new byte[900], endsStream: true));
        run.Connection.Output.Clear();
        Assert.False(run.Connection.IsOutputFull);
        Assert.Equal(100, run.Connection.SendData(run.LastStream!, new byte[900], endsStream: true));
        Assert.True(run.Connection.SendFields(run.LastStream!, Http2Input.List("a: b"), endsStream: true));
    }

    [Fact]
    public void Object_IsUsedAgain_WithNothingOfTheStreamBefore()
    {
        ConnectionRun run = NewServer();
        Http2Stream stream = run.LastStream!;
        stream.Owner = run;
        run.Connection.SendFields(stream, Http2Input.List(Ok), endsStream: true);
        run.Connection.Recycle(stream);
        run.Feed(ConnectionRun.Get3);
        Assert.Same(stream, run.LastStream);
        Assert.Equal(3, stream.Id);
        Assert.Null(stream.Owner);
        Assert.Equal(StreamState.HalfClosedRemote, stream.State);
    }

    private static ConnectionRun NewServer(string settings = "", Http2Limits? limits = null)
    {
        var run = new ConnectionRun(Http2Role.Server, limits);
        run.Feed(ConnectionRun.Opening + settings + ConnectionRun.Get1);
        run.Forget();
        return run;
    }
}
