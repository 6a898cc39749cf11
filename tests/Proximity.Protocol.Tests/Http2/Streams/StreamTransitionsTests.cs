using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Tests.Http2.Streams;

/// <summary>RFC 9113 §5.1, all pairs.</summary>
public class StreamTransitionsTests
{
    // Signals in the order of the enumeration: headers, end and reset sent, then received. A dash is not allowed.
    [Theory]
    [InlineData("Idle", "Open - - Open - -")]
    [InlineData("Open", "Open HalfClosedLocal Closed Open HalfClosedRemote Closed")]
    [InlineData("HalfClosedLocal", "- - Closed HalfClosedLocal Closed Closed")]
    [InlineData("HalfClosedRemote", "HalfClosedRemote Closed Closed - - Closed")]
    [InlineData("Closed", "- - Closed - - Closed")]
    public void Signals_MoveAsTheTableSays(string state, string next)
    {
        var said = Enum.GetValues<StreamSignal>()
            .Select(signal => StreamTransitions.TryNext(Enum.Parse<StreamState>(state), signal, out StreamState moved) ? $"{moved}" : "-");
        Assert.Equal(next, string.Join(' ', said));
    }

    [Theory]
    [InlineData("SendReset", "ResetByUs")]
    [InlineData("ReceiveReset", "ResetByPeer")]
    public void Reset_SaysHowItClosed(string signal, string kind)
    {
        var stream = new Http2Stream();
        stream.Begin(1, 0, 0);
        stream.Signal(StreamSignal.SendHeaders);
        stream.Signal(Enum.Parse<StreamSignal>(signal));
        Assert.Equal(kind, stream.ClosedKind.ToString());
    }

    [Theory]
    [InlineData(-1, 5, true, true)]
    [InlineData(5, 5, true, true)]
    [InlineData(5, 5, false, true)]
    [InlineData(5, 6, false, false)]
    [InlineData(5, 4, true, false)]
    [InlineData(0, 0, true, true)]
    public void Content_IsCountedAgainstItsLength(long length, int bytes, bool isEnd, bool isRight)
    {
        var stream = new Http2Stream();
        stream.Begin(1, 0, 0);
        stream.ExpectContent(length);
        Assert.Equal(isRight, stream.TryCountContent(bytes, isEnd));
    }
}
