using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Connections;
using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Tests.Http2.Connections;

/// <summary>Preface, SETTINGS, PING, RST_STREAM, WINDOW_UPDATE, PRIORITY and what is unknown (RFC 9113 §3.4, §5, §6).</summary>
public class ControlTests
{
    private const string Failed = "Failed(ProtocolError) | GOAWAY(0 ProtocolError)";
    private const string Head1 = "Head(1 :method: GET,:path: /,:scheme: https,:authority: a end)";

    [Fact]
    public void Opening_IsAcknowledged() => Assert.Equal("Settings() | SETTINGS(ack)", ConnectionRun.NewServer(ConnectionRun.Opening));

    [Theory]
    [InlineData("47")]
    [InlineData("505249202A20485454502F322E300D0A0D0A534D0D0A0D0B")]
    [InlineData("505249202A20485454502F322E300D0A0D0A534D0D0A0D0A 000008 06 00 00000000 0000000000000000")]
    [InlineData("505249202A20485454502F322E300D0A0D0A534D0D0A0D0A 000000 04 01 00000000")]
    public void OtherOpening_IsAConnectionError(string hex) => Assert.Equal(Failed, ConnectionRun.NewServer(hex));

    [Fact]
    public void FirstFrames_OfBothRoles()
    {
        var frames = new FrameText();
        var server = new Http2Connection(new BufferPool(), Http2Role.Server, Http2Limits.Default);
        Assert.Equal(
            "SETTINGS(000300000064000800000000000400040000000600010000000900000001) WINDOW_UPDATE(0 4128769)",
            frames.Show(server.Output.Span));
        var client = new Http2Connection(new BufferPool(), Http2Role.Client, Http2Limits.Default);
        Assert.Equal(
            "PREFACE SETTINGS(000200000000000400040000000600010000000900000001) WINDOW_UPDATE(0 4128769)",
            frames.Show(client.Output.Span));
    }

    [Theory]
    [InlineData("000006 04 00 00000000 0002 00000002", "ProtocolError")]
    [InlineData("000006 04 00 00000000 0004 80000000", "FlowControlError")]
    [InlineData("000006 04 00 00000000 0005 00003FFF", "ProtocolError")]
    [InlineData("000006 04 00 00000000 0005 01000000", "ProtocolError")]
    [InlineData("000006 04 00 00000000 0008 00000002", "ProtocolError")]
    [InlineData("00000C 04 00 00000000 0008 00000001 0008 00000000", "ProtocolError")]
    [InlineData("000006 04 00 00000000 0009 00000002", "ProtocolError")]
    public void SettingOutOfBounds_IsAConnectionError(string hex, string code)
        => Assert.Equal($"Failed({code}) | GOAWAY(0 {code})", ConnectionRun.Server(hex));

    [Fact]
    public void Settings_AreTaken()
    {
        ConnectionRun run = NewServer();
        run.Feed("000030 04 00 00000000 0001 00000000 0002 00000000 0003 00000007 0004 00000009 0005 00FFFFFF 0006 00000400 0008 "
            + "00000001 EEEE 00000001");
        Assert.Equal("Settings() | SETTINGS(ack)", run.Take());
        Assert.Equal(
            new Http2Settings
            {
                HeaderTableSize = 0,
                EnablePush = false,
                MaxConcurrentStreams = 7,
                InitialWindowSize = 9,
                MaxFrameSize = 0xFFFFFF,
                MaxHeaderListSize = 1024,
                EnableConnectProtocol = true,
            },
            run.Connection.PeerSettings);
    }

    [Fact]
    public void PushByAServer_IsAConnectionError()
    {
        Assert.Equal(Failed, ConnectionRun.Client("000006 04 00 00000000 0002 00000001"));
        Assert.Equal("Settings() | SETTINGS(ack)", ConnectionRun.Server("000006 04 00 00000000 0002 00000001"));
    }

    [Fact]
    public void AcknowledgementOfNothing_DoesNoHarm()
        => Assert.Equal("SettingsAcknowledged() |", ConnectionRun.Server("000000 04 01 00000000 000000 04 01 00000000"));

    [Fact]
    public void SmallerTable_IsAnnouncedInTheNextBlock()
    {
        ConnectionRun run = NewServer();
        run.Feed(ConnectionRun.Get1 + "00000C 04 00 00000000 0001 00000000 0001 00000064");
        run.Forget();
        run.Connection.SendFields(run.LastStream!, Http2Input.List(":status: 200"), endsStream: true);
        Assert.Equal("000004010500000001203F4588", Convert.ToHexString(run.Connection.Output.Span));
    }

    [Fact]
    public void Ping_IsAnswered_AndAnAnswerIsAnEvent() => Assert.Equal(
        "PingAcknowledged(1112131415161718) | PING(0102030405060708 ack)",
        ConnectionRun.Server("000008 06 00 00000000 0102030405060708 000008 06 01 00000000 1112131415161718"));

    [Fact]
    public void Reset_EndsTheStream() => Assert.Equal(
        $"{Head1} Reset(1 Cancel) |",
        ConnectionRun.Server(ConnectionRun.Get1 + "000004 03 00 00000001 00000008" + "000004 03 00 00000001 00000008"));

    [Fact]
    public void RefusedStream_IsRetryable()
        => Assert.Equal("Reset(1 RefusedStream retryable) |", ConnectionRun.Client("000004 03 00 00000001 00000007"));

    [Fact]
    public void UnknownErrorCode_IsKept() => Assert.Equal("Reset(1 4660) |", ConnectionRun.Client("000004 03 00 00000001 00001234"));

    [Theory]
    [InlineData("000004 03 00 00000001 00000008")]
    [InlineData("000004 08 00 00000001 00000001")]
    [InlineData("000004 08 00 00000002 00000001")]
    [InlineData("000005 02 00 00000001 00000001 10")]
    public void FrameOnAnIdleStream_IsAConnectionError(string hex) => Assert.Equal(Failed, ConnectionRun.Server(hex));

    [Theory]
    [InlineData("000004 08 00 00000000 00000005", "WindowOpened() |")]
    [InlineData("000004 08 00 00000001 80000005", "WindowOpened(1) |")]
    [InlineData("000004 08 00 00000000 00000000", "Failed(ProtocolError) | GOAWAY(1 ProtocolError)")]
    [InlineData("000004 08 00 00000001 00000000", "StreamFault(1 ProtocolError) | RST_STREAM(1 ProtocolError)")]
    [InlineData("000004 08 00 00000000 7FFFFFFF", "Failed(FlowControlError) | GOAWAY(1 FlowControlError)")]
    [InlineData("000004 08 00 00000001 7FFFFFFF", "StreamFault(1 FlowControlError) | RST_STREAM(1 FlowControlError)")]
    public void WindowUpdate_OpensAWindowWithinItsBounds(string hex, string said)
        => Assert.Equal($"{Head1} {said}", ConnectionRun.Server(ConnectionRun.Get1 + hex));

    [Fact]
    public void InitialWindow_MovesOpenStreams_BelowZeroToo()
    {
        ConnectionRun run = NewServer();
        run.Feed(ConnectionRun.Get1);
        Http2Stream stream = run.LastStream!;
        run.Connection.SendFields(stream, Http2Input.List(":status: 200"), endsStream: false);
        Assert.Equal(10, run.Connection.SendData(stream, new byte[10], endsStream: false));
        run.Feed("000006 04 00 00000000 0004 00000004");
        Assert.Equal(-6, stream.SendWindow.Available);
        Assert.Equal(0, run.Connection.SendData(stream, new byte[10], endsStream: false));
        run.Feed("000004 08 00 00000001 00000007");
        Assert.Equal(1, run.Connection.SendData(stream, new byte[10], endsStream: false));
    }

    [Fact]
    public void InitialWindowThatOverflowsAStream_IsAConnectionError()
    {
        ConnectionRun run = NewServer();
        run.Feed(ConnectionRun.Get1 + "000004 08 00 00000001 7FFF0000" + "000006 04 00 00000000 0004 00010000");
        Assert.Equal($"{Head1} WindowOpened(1) Failed(FlowControlError) | GOAWAY(1 FlowControlError)", run.Take());
    }

    [Theory]
    [InlineData("000005 02 00 00000009 00000001 10", "|")]
    [InlineData("000003 EE FF 00000009 010203", "|")]
    [InlineData("000003 EE FF 00000000 010203", "|")]
    [InlineData("000007 10 00 00000000 00000009 753D31", "|")]
    [InlineData("000007 10 00 00000000 00000000 753D31", Failed)]
    [InlineData("000004 02 00 00000009 00000001", "Failed(FrameSizeError) | GOAWAY(0 FrameSizeError)")]
    public void FrameThatSaysNothing_IsPassedOver(string hex, string said) => Assert.Equal(said, ConnectionRun.Server(hex));

    [Fact]
    public void ShortPriority_IsAStreamErrorOfAnOpenStream() => Assert.Equal(
        $"{Head1} StreamFault(1 FrameSizeError) | RST_STREAM(1 FrameSizeError)",
        ConnectionRun.Server(ConnectionRun.Get1 + "000004 02 00 00000001 00000001"));

    [Fact]
    public void PriorityUpdateOfAServer_IsAConnectionError()
        => Assert.Equal(Failed, ConnectionRun.Client("000007 10 00 00000000 00000001 753D31"));

    [Fact]
    public void FrameBeyondTheLimit_IsRefusedByItsHeader()
        => Assert.Equal("Failed(FrameSizeError) | GOAWAY(0 FrameSizeError)", ConnectionRun.Server("004001 00 00 00000001"));

    [Fact]
    public void FailedConnection_ReadsAndSendsNothing()
    {
        ConnectionRun run = NewServer();
        run.Feed(ConnectionRun.Get1 + "000001 05 04 00000001 00");
        Assert.Equal(Http2ErrorCode.ProtocolError, run.Connection.Fault!.Code);
        run.Forget();
        run.Feed(ConnectionRun.Get3);
        Assert.False(run.Connection.SendFields(run.LastStream!, Http2Input.List(":status: 200"), endsStream: true));
        Assert.Equal(0, run.Connection.SendData(run.LastStream!, "x"u8, endsStream: true));
        run.Connection.Reset(run.LastStream!, Http2ErrorCode.Cancel);
        Assert.Equal("|", run.Take());
    }

    [Fact]
    public void LargerFrame_IsTakenFromWhenItWasOffered()
    {
        var settings = new LocalSettings();
        Assert.True(settings.TryAdd(Http2Settings.Default with { MaxFrameSize = 20_000 }));
        Assert.Equal(20_000, settings.MaxFrameSize);
        Assert.True(settings.TryAdd(Http2Settings.Default));
        Assert.True(settings.TryAcknowledge());
        Assert.Equal(20_000, settings.MaxFrameSize);
        Assert.True(settings.TryAcknowledge());
        Assert.Equal(16_384, settings.MaxFrameSize);
        Assert.False(settings.TryAcknowledge());
        Assert.Equal([true, true, true, true, false], Enumerable.Range(0, 5).Select(_ => settings.TryAdd(Http2Settings.Default)));
    }

    private static ConnectionRun NewServer()
    {
        var run = new ConnectionRun(Http2Role.Server);
        run.Feed(ConnectionRun.Opening);
        run.Forget();
        return run;
    }
}
