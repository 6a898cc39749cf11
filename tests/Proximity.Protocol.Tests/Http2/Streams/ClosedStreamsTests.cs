using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Tests.Http2.Streams;

public class ClosedStreamsTests
{
    [Fact]
    public void LastOnes_AreRemembered_AndOlderOnesForgotten()
    {
        var closed = new ClosedStreams();
        for (int id = 1; id < 1001; id += 2)
        {
            closed.Add(id, ClosedKind.Ended);
        }

        Assert.Equal(ClosedKind.Forgotten, closed.KindOf(1));
        Assert.Equal(ClosedKind.Forgotten, closed.KindOf(743));
        Assert.Equal(ClosedKind.Ended, closed.KindOf(745));
        Assert.Equal(ClosedKind.Ended, closed.KindOf(999));
    }

    [Fact]
    public void OneThatIsAddedAgain_TakesNoSecondPlace()
    {
        var closed = new ClosedStreams();
        closed.Add(1, ClosedKind.ResetByPeer);
        for (int round = 0; round < 1000; round++)
        {
            closed.Add(3, ClosedKind.ResetByUs);
        }

        Assert.Equal(ClosedKind.ResetByPeer, closed.KindOf(1));
        Assert.Equal(ClosedKind.ResetByUs, closed.KindOf(3));
    }
}
