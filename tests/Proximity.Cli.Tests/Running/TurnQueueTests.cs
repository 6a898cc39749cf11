using Proximity.Cli.Running;

namespace Proximity.Cli.Tests.Running;

public class TurnQueueTests
{
    [Fact]
    public async Task FreeSlot_IsTakenAtOnce() => Assert.True(await new TurnQueue(1, 1).EnterAsync("a"));

    [Fact]
    public async Task FullQueue_TakesNobodyMore()
    {
        var queue = new TurnQueue(1, 2);
        await queue.EnterAsync("a");
        Task<bool>[] waiting = [queue.EnterAsync("a"), queue.EnterAsync("a")];

        Assert.False(await queue.EnterAsync("a"));
        Assert.All(waiting, turn => Assert.False(turn.IsCompleted));
        Assert.Equal(2, queue.WaiterCount);
    }

    [Fact]
    public async Task ManyOfOneKey_DelayAnotherByOneTurn()
    {
        var queue = new TurnQueue(1, 1000);
        await queue.EnterAsync("many");
        var many = Enumerable.Range(0, 1000).Select(_ => queue.EnterAsync("many")).ToList();
        var good = queue.EnterAsync("good");

        queue.Leave();
        Assert.True(await many[0]);
        queue.Leave();

        Assert.True(await good);
        Assert.False(many[1].IsCompleted);
    }

    [Fact]
    public async Task EveryTurn_ComesInTheEnd()
    {
        var queue = new TurnQueue(2, 10);
        var turns = Enumerable.Range(0, 12).Select(number => queue.EnterAsync(number % 3 == 0 ? "a" : "b")).ToList();

        foreach (var _ in turns)
        {
            queue.Leave();
        }

        Assert.All(await Task.WhenAll(turns), Assert.True);
        Assert.Equal(0, queue.WaiterCount);
        Assert.True(await queue.EnterAsync("c"));
    }
}
