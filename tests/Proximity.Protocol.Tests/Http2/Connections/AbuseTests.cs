using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Connections;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Tests.Http2.Connections;

/// <summary>
/// Each bound of <see cref="AbuseLimits"/>: what is within it passes, one more ends the connection, and a new period begins anew.
/// </summary>
public class AbuseTests
{
    private static readonly AbuseLimits Three = new()
    {
        Resets = 3,
        ContinuationsPerBlock = 3,
        Settings = 3,
        Pings = 3,
        EmptyFrames = 3,
        WindowUpdates = 3,
        Priorities = 3,
        UnknownFrames = 3,
        ClosedStreamFrames = 3,
    };

    [Theory]
    [InlineData("SettingsFlood", "000000 04 00 00000000")]
    [InlineData("SettingsFlood", "000000 04 01 00000000")]
    [InlineData("PingFlood", "000008 06 00 00000000 0000000000000000")]
    [InlineData("PingFlood", "000008 06 01 00000000 0000000000000000")]
    [InlineData("EmptyFrameFlood", "000000 00 00 00000001")]
    [InlineData("EmptyFrameFlood", "000002 00 08 00000001 01 00")]
    [InlineData("WindowUpdateFlood", "000004 08 00 00000000 00000001")]
    [InlineData("WindowUpdateFlood", "000004 08 00 00000001 00000001")]
    [InlineData("PriorityFlood", "000005 02 00 00000009 00000001 10")]
    [InlineData("PriorityFlood", "000005 10 00 00000000 00000009 69")]
    [InlineData("UnknownFrameFlood", "000000 EE 00 00000000")]
    [InlineData("ClosedStreamFlood", "000001 00 00 00000003 61")]
    [InlineData("ClosedStreamFlood", "000004 03 00 00000003 00000008")]
    [InlineData("ClosedStreamFlood", "000003 01 05 00000003 82 84 87")]
    public void Flood_EndsTheConnection(string abuse, string frame)
    {
        ConnectionRun run = NewServer();
        for (int count = 0; count < 3; count++)
        {
            run.Feed(frame);
        }

        Assert.Null(run.Connection.Fault);
        run.Connection.BeginPeriod();
        for (int count = 0; count < 3; count++)
        {
            run.Feed(frame);
        }

        Assert.Null(run.Connection.Fault);
        run.Forget();
        run.Feed(frame);
        Assert.Equal($"Failed({abuse}) | GOAWAY(3 EnhanceYourCalm)", run.Take());
    }

    [Fact]
    public void RapidReset_EndsTheConnection() => AssertFlood(
        "RapidReset", id => $"000004 01 05 {id:X8} 82 84 87 BE 000004 03 00 {id:X8} 00000008");

    [Fact]
    public void StreamsThatWeHaveToReset_CountAsResets() => AssertFlood("RapidReset", id => $"000003 01 05 {id:X8} 82 84 87");

    [Fact]
    public void StreamsThatAreRefused_CountAsResets() => AssertFlood(
        "RapidReset", id => $"000004 01 04 {id:X8} 82 84 87 BE", new Http2Limits { MaxConcurrentStreams = 1, Abuse = Three });

    [Fact]
    public void ResetsOfAServer_AreBoundedByOurRequests()
    {
        ConnectionRun run = ConnectionRun.NewClient(requests: 50, limits: new Http2Limits { Abuse = Three });
        for (int id = 1; id < 100; id += 2)
        {
            run.Feed($"000004 03 00 {id:X8} 00000000");
        }

        Assert.Null(run.Connection.Fault);
        Assert.Equal(0, run.Connection.StreamCount);
    }

    [Theory]
    [InlineData("000000 09 00 00000005")]
    [InlineData("000001 09 00 00000005 82")]
    public void Continuations_AreBounded(string continuation)
    {
        ConnectionRun run = NewServer();
        run.Feed("000000 01 01 00000005" + continuation + continuation + continuation);
        Assert.Null(run.Connection.Fault);
        run.Forget();
        run.Feed(continuation);
        Assert.Equal("Failed(ContinuationFlood) | GOAWAY(3 EnhanceYourCalm)", run.Take());
    }

    [Fact]
    public void Block_IsBoundedInBytes_AndHeldUpToThere()
    {
        ConnectionRun run = NewServer(new Http2Limits { MaxHeaderListBytes = 100 });
        string fragment = new('0', 2 * 16_384);
        run.Feed("004000 01 01 00000005" + fragment);
        for (int count = 0; count < 3; count++)
        {
            run.Feed("004000 09 00 00000005" + fragment);
        }

        Assert.Null(run.Connection.Fault);
        run.Forget();
        run.Feed("000001 09 04 00000005 00");
        Assert.Equal("Failed(OversizedBlock) | GOAWAY(3 EnhanceYourCalm)", run.Take());
        run.Connection.Release();
        Assert.Equal(0, run.Pool.Outstanding);
    }

    [Fact]
    public void PingsThatComeWithData_AreNoFlood()
    {
        ConnectionRun run = NewServer();
        for (int count = 0; count < 100; count++)
        {
            run.Feed("000001 00 00 00000001 61" + "000008 06 00 00000000 0000000000000000");
        }

        Assert.Null(run.Connection.Fault);
    }

    [Fact]
    public void WindowUpdatesForWhatWasSent_AreNoFlood()
    {
        ConnectionRun run = NewServer();
        Http2Stream stream = run.FirstStream!;
        run.Connection.SendFields(stream, Http2Input.List(":status: 200"), endsStream: false);
        for (int count = 0; count < 100; count++)
        {
            Assert.Equal(1, run.Connection.SendData(stream, "a"u8, endsStream: false));
            run.Feed("000004 08 00 00000000 00000001" + "000004 08 00 00000001 00000001");
        }

        Assert.Null(run.Connection.Fault);
    }

    [Fact]
    public void WindowThatOpensByteByByte_IsAFlood()
    {
        ConnectionRun run = NewServer();
        Http2Stream stream = run.FirstStream!;
        run.Feed("000006 04 00 00000000 0004 00000000");
        run.Connection.SendFields(stream, Http2Input.List(":status: 200"), endsStream: false);
        for (int count = 0; count < 4; count++)
        {
            Assert.Null(run.Connection.Fault);
            run.Feed("000004 08 00 00000001 00000001");
            run.Connection.SendData(stream, "abcdef"u8, endsStream: true);
        }

        Assert.Equal(Http2Abuse.WindowUpdateFlood, run.Connection.Fault!.Abuse);
    }

    [Fact]
    public void FloodOfResetStreams_HoldsNoMemory()
    {
        ConnectionRun run = NewServer(new Http2Limits { Abuse = Three with { Resets = int.MaxValue } });
        for (int id = 5; id < 20_005; id += 2)
        {
            run.Feed($"000004 01 05 {id:X8} 82 84 87 BE 000004 03 00 {id:X8} 00000008");
            run.Connection.Recycle(run.LastStream!);
            run.Forget();
        }

        Assert.Equal(1, run.Connection.StreamCount);
        run.Connection.Release();
        Assert.Equal(0, run.Pool.Outstanding);
    }

    private static void AssertFlood(string abuse, Func<int, string> frames, Http2Limits? limits = null)
    {
        ConnectionRun run = NewServer(limits);
        run.Feed(frames(5) + frames(7) + frames(9));
        Assert.Null(run.Connection.Fault);
        run.Feed(frames(11));
        Assert.EndsWith("GOAWAY(11 EnhanceYourCalm)", run.Take(), StringComparison.Ordinal);
        Assert.Equal(abuse, run.Connection.Fault!.Abuse.ToString());
    }

    /// <summary>A server with stream 1 open, and stream 3 begun and reset by us.</summary>
    private static ConnectionRun NewServer(Http2Limits? limits = null)
    {
        var run = new ConnectionRun(Http2Role.Server, limits ?? new Http2Limits { Abuse = Three });
        run.Feed(ConnectionRun.Opening + ConnectionRun.Post1 + ConnectionRun.Get3);
        if (limits?.MaxConcurrentStreams != 1)
        {
            run.Connection.Reset(run.LastStream!, Http2ErrorCode.Cancel);
        }

        run.Connection.BeginPeriod();
        run.Forget();
        return run;
    }
}
