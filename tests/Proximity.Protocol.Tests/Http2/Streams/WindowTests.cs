using Proximity.Protocol.Http2.Streams;

namespace Proximity.Protocol.Tests.Http2.Streams;

/// <summary>RFC 9113 §6.9.</summary>
public class WindowTests
{
    [Fact]
    public void SendWindow_GrowsToItsBound_AndNoFurther()
    {
        var window = new SendWindow(10);
        Assert.True(window.TryChange(int.MaxValue - 10));
        Assert.False(window.TryChange(1));
        Assert.Equal(int.MaxValue, window.Available);
    }

    [Fact]
    public void SendWindow_GoesBelowZero_AndComesBack()
    {
        var window = new SendWindow(100);
        window.Take(80);
        Assert.True(window.TryChange(-100));
        Assert.Equal(-80, window.Available);
        Assert.True(window.TryChange(int.MaxValue));
        Assert.Equal(int.MaxValue - 80, window.Available);
    }

    [Fact]
    public void ReceiveWindow_TakesWhatItHas_AndNoMore()
    {
        var window = new ReceiveWindow(10);
        Assert.True(window.TryReceive(10));
        Assert.False(window.TryReceive(1));
        Assert.Equal(10, window.Held);
    }

    [Fact]
    public void Credit_IsAnnouncedFromHalfOfTheWindowOn_AndNotBefore()
    {
        var window = new ReceiveWindow(10);
        Assert.True(window.TryReceive(10));
        Assert.Equal(0, window.Consume(4));
        Assert.False(window.TryReceive(1));
        Assert.Equal(5, window.Consume(1));
        Assert.True(window.TryReceive(5));
        Assert.False(window.TryReceive(1));
    }

    [Fact]
    public void AllCredit_ComesBackInTheEnd()
    {
        var random = new Random(9113);
        for (int size = 1; size < 40; size++)
        {
            var window = new ReceiveWindow(size);
            int allowed = size;
            for (int step = 0; step < 500; step++)
            {
                int bytes = random.Next(1, allowed + 1);
                Assert.True(window.TryReceive(bytes));
                allowed -= bytes;
                while (allowed == 0)
                {
                    Assert.NotEqual(0, window.Held);
                    allowed += window.Consume(random.Next(1, window.Held + 1));
                }
            }
        }
    }

    [Fact]
    public void LargerConnectionWindow_IsAnnouncedAtOnce()
    {
        var window = new ReceiveWindow(10);
        Assert.True(window.TryReceive(10));
        Assert.Equal(90, window.Enlarge(100));
        Assert.True(window.TryReceive(90));
    }

    [Fact]
    public void SmallerSetting_TakesAwayWhatThePeerHasNotSent()
    {
        var window = new ReceiveWindow(10);
        Assert.True(window.TryReceive(4));
        window.Shift(-8);
        Assert.False(window.TryReceive(1));
        Assert.Equal(4, window.Consume(4));
        Assert.True(window.TryReceive(2));
        Assert.False(window.TryReceive(1));
    }
}
