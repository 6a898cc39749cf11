using Proximity.Wires.Linux;

namespace Proximity.Tests.Wires;

public class HangUpsTests
{
    [Fact]
    public void EventBeforeACallThatFindsNothing_IsCleared()
    {
        var hangUps = default(HangUps);
        hangUps.Add();
        hangUps.Clear(hangUps.Count);
        Assert.False(hangUps.Any);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void EventDuringACall_Stays(int before)
    {
        var hangUps = default(HangUps);
        for (int index = 0; index < before; index++)
        {
            hangUps.Add();
        }

        int countBefore = hangUps.Count;
        hangUps.Add();
        hangUps.Clear(countBefore);
        Assert.True(hangUps.Any);
    }
}
