using Proximity.Protocol.Http2;

namespace Proximity.Protocol.Tests.Http2.Connections;

/// <summary>RFC 9113 §6.8, §8.7.</summary>
public class GoAwayTests
{
    private const string Head3 = "Head(3 :method: GET,:path: /,:scheme: https,:authority: a end)";

    [Fact]
    public void StreamsBeyondTheLast_AreRetryable()
    {
        string said = ConnectionRun.Client("000009 07 00 00000000 00000003 00000000 21", requests: 4);
        Assert.StartsWith("GoAway(3 NoError !) Reset(", said, StringComparison.Ordinal);
        Assert.Contains("Reset(5 RefusedStream retryable)", said, StringComparison.Ordinal);
        Assert.Contains("Reset(7 RefusedStream retryable)", said, StringComparison.Ordinal);
        Assert.EndsWith(" |", said, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherStreams_GoOn_AndNoNewOneBegins()
    {
        ConnectionRun run = ConnectionRun.NewClient(requests: 2);
        Assert.True(run.Connection.CanOpenStream);
        run.Feed("000008 07 00 00000000 7FFFFFFF 00000000" + "000001 01 05 00000001 88");
        Assert.Equal("GoAway(2147483647 NoError) Head(1 :status: 200 end) |", run.Take());
        Assert.False(run.Connection.CanOpenStream);
        run.Feed("000008 07 00 00000000 00000001 00000000");
        Assert.Equal("GoAway(1 NoError) Reset(3 RefusedStream retryable) |", run.Take());
        Assert.Equal(0, run.Connection.StreamCount);
    }

    [Fact]
    public void LaterLastStream_IsAConnectionError() => Assert.Equal(
        "GoAway(1 NoError) Failed(ProtocolError) | GOAWAY(0 ProtocolError)",
        ConnectionRun.Client("000008 07 00 00000000 00000001 00000000" + "000008 07 00 00000000 00000003 00000000"));

    [Fact]
    public void GoAwayOfAClient_IsAnEventAlone()
        => Assert.Equal("GoAway(0 NoError) |", ConnectionRun.Server("000008 07 00 00000000 00000000 00000000"));

    [Fact]
    public void GracefulGoAway_TakesWhatIsOnItsWay_AndPassesOverTheRest()
    {
        var run = new ConnectionRun(Http2Role.Server);
        run.Feed(ConnectionRun.Opening + ConnectionRun.Get1);
        run.Forget();
        run.Connection.AnnounceGoAway();
        run.Connection.AnnounceGoAway();
        Assert.Equal("| GOAWAY(2147483647 NoError)", run.Take());
        run.Feed(ConnectionRun.Get3);
        Assert.Equal($"{Head3} |", run.Take());
        run.Connection.FinishGoAway();
        Assert.Equal("| GOAWAY(3 NoError)", run.Take());

        // Its block is decoded: the one behind it needs what it has put into the table.
        run.Feed("000008 01 04 00000005 82 84 87 BE 40 01 78 00" + "000001 00 01 00000005 61");
        Assert.Equal("|", run.Take());
        run.Feed("000005 01 05 00000007 82 84 87 BF BE");
        Assert.Equal("|", run.Take());
        run.Feed("000001 05 04 00000001 00");
        Assert.Equal("Failed(ProtocolError) | GOAWAY(3 ProtocolError)", run.Take());
    }

    [Fact]
    public void LimitOfStreams_IsAHundredUntilThePeerSaysIt()
    {
        var run = new ConnectionRun(Http2Role.Client);
        for (int count = 0; count < 100; count++)
        {
            Assert.True(run.Connection.CanOpenStream);
            Send(run);
        }

        Assert.False(run.Connection.CanOpenStream);
        run.Feed("000006 04 00 00000000 0003 00000065");
        Assert.True(run.Connection.CanOpenStream);
        Send(run);
        Assert.False(run.Connection.CanOpenStream);
        run.Feed("000001 01 05 00000001 88");
        Assert.True(run.Connection.CanOpenStream);
    }

    private static void Send(ConnectionRun run)
        => run.Connection.OpenStream(Http2Input.List(":method: GET", ":scheme: https", ":authority: a", ":path: /"), endsStream: true);
}
