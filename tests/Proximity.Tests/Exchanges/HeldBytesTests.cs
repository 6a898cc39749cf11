using Proximity.Exchanges;

namespace Proximity.Tests.Exchanges;

public class HeldBytesTests
{
    [Fact]
    public async Task PatienceBeyondTheTimers_IsForEver()
    {
        var held = new HeldBytes(10);
        Assert.True(held.TryTake(10));
        Assert.False(held.TryTake(1));
        ValueTask<bool> waiting = held.TakeAsync(5, TimeSpan.MaxValue, TimeProvider.System, TestContext.Current.CancellationToken);
        held.Give(10);
        Assert.True(await waiting);
        Assert.Equal(5, held.Free);
    }
}
