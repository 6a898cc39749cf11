using Proximity.Exchanges;

namespace Proximity.Tests.Exchanges;

public class ClientPaceTests
{
    [Fact]
    public void Drip_IsTooSlowAfterThirtySeconds()
    {
        var pace = new ClientPace(100);
        pace.Reset();
        Assert.Equal(35, FirstSlowSecond(pace, bytesEachSecond: 10));
    }

    [Fact]
    public void RateThatIsKept_IsNeverTooSlow() => Assert.Null(FirstSlowSecond(new ClientPace(100), bytesEachSecond: 100));

    [Fact]
    public void NoRate_IsNeverTooSlow() => Assert.Null(FirstSlowSecond(new ClientPace(0), bytesEachSecond: 0));

    [Fact]
    public void TimeSpentWaitingForTheOrigin_IsNotOwed()
    {
        var pace = new ClientPace(100);
        pace.Await();
        pace.Done();
        Assert.All(Enumerable.Range(1, 1000), second => Assert.False(pace.IsTooSlow(second * 1000L)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void PauseOfAnyLength_IsForgiven(int bytesToTake)
    {
        var pace = new ClientPace(100);
        pace.Await(bytesToTake);
        Assert.All(Enumerable.Range(1, 1000), second => Assert.False(pace.IsTooSlow(second * 1000L)));
    }

    [Fact]
    public void DripWithLongPauses_IsTooSlow()
    {
        var pace = new ClientPace(100);
        Assert.Equal(181, Enumerable.Range(1, 1000).First(second =>
        {
            pace.Await();
            bool isTooSlow = pace.IsTooSlow(second * 1000L);
            pace.Done(second % 60 == 0 ? 1 : 0);
            return isTooSlow;
        }));
    }

    [Fact]
    public void BytesOfAWriteUnderWay_AreTrustedBeforehand()
    {
        var pace = new ClientPace(100);
        Assert.All(Enumerable.Range(1, 1000), second =>
        {
            // Whole every ten seconds only, but at the rate.
            if (second % 10 == 1)
            {
                pace.Done();
                pace.Await(bytesToTake: 1000);
            }

            Assert.False(pace.IsTooSlow(second * 1000L));
        });
    }

    [Fact]
    public void UserCodeThatRuns_IsNobodysDebt()
    {
        var pace = new ClientPace(100);
        int second = 0;
        Assert.All(Enumerable.Range(1, 100), _ =>
        {
            pace.Await();
            Assert.False(pace.IsTooSlow(++second * 1000L, isResting: true));
            pace.Done(1);
        });
        Assert.Equal(second + 31, Enumerable.Range(second + 1, 100).First(at =>
        {
            pace.Await();
            bool isTooSlow = pace.IsTooSlow(at * 1000L);
            pace.Done(1);
            return isTooSlow;
        }));
    }

    [Fact]
    public void ClockThatHasRunForLong_OwesNothingAtItsFirstLook()
    {
        var pace = new ClientPace(100);
        pace.Await();
        Assert.False(pace.IsTooSlow(now: 1_000_000));
        Assert.False(pace.IsTooSlow(now: 1_001_000));
    }

    private static int? FirstSlowSecond(ClientPace pace, int bytesEachSecond)
    {
        for (int second = 1; second <= 1000; second++)
        {
            pace.Await();
            if (pace.IsTooSlow(second * 1000L))
            {
                return second;
            }

            pace.Done(bytesEachSecond);
        }

        return null;
    }
}
