using System.Runtime.CompilerServices;
using Proximity.Awaiting;

namespace Proximity.Tests.Awaiting;

public class ReusedTaskMethodBuilderTests
{
    private static readonly AsyncLocal<string?> Ambient = new();

    [Fact]
    public async Task MethodThatDoesNotWait_HasItsResultAtOnce()
    {
        ValueTask<int> task = DoubleAsync(new ValueTask<int>(21));
        Assert.True(task.IsCompletedSuccessfully);
        Assert.Equal(42, await task);
    }

    [Fact]
    public async Task MethodThatWaits_EndsWithWhatItWaitedFor()
    {
        var source = new TaskCompletionSource<int>();
        ValueTask<int> task = DoubleAsync(new ValueTask<int>(source.Task));
        Assert.False(task.IsCompleted);
        source.SetResult(4);
        Assert.Equal(8, await task);
    }

    [Fact]
    public async Task Exception_ReachesTheCaller_BeforeAndAfterAWait()
    {
        await Assert.ThrowsAsync<FormatException>(async () => await DoubleAsync(ValueTask.FromException<int>(new FormatException())));
        var source = new TaskCompletionSource<int>();
        ValueTask<int> task = DoubleAsync(new ValueTask<int>(source.Task));
        source.SetException(new FormatException());
        await Assert.ThrowsAsync<FormatException>(async () => await task);
    }

    [Fact]
    public async Task ManyAtATime_EachHasItsOwnResult_AlsoWhenReused()
    {
        for (int round = 0; round < 3; round++)
        {
            TaskCompletionSource<int>[] sources = [.. Enumerable.Range(0, 100).Select(_ => new TaskCompletionSource<int>())];
            Task<int>[] tasks = [.. sources.Select(source => DoubleAsync(new ValueTask<int>(source.Task)).AsTask())];
            for (int index = 0; index < sources.Length; index++)
            {
                sources[index].SetResult(index);
            }

            Assert.Equal(Enumerable.Range(0, 100).Select(index => index * 2), await Task.WhenAll(tasks));
        }
    }

    [Fact]
    public async Task Resumed_ItIsInItsOwnContext_NotInThatOfWhoeverResumesIt()
    {
        var source = new TaskCompletionSource<int>();
        Ambient.Value = "own";
        ValueTask<string?> task = ReadAmbientAsync(source.Task);
        await Task.Run(() =>
        {
            Ambient.Value = "foreign";
            source.SetResult(0);
        });
        Assert.Equal("own", await task);
    }

    [Fact]
    public async Task MethodWithoutAResult_WaitsAndFailsLikeOneWith()
    {
        var source = new TaskCompletionSource();
        ValueTask task = PassAsync(source.Task);
        Assert.False(task.IsCompleted);
        source.SetResult();
        await task;
        await Assert.ThrowsAsync<FormatException>(async () => await PassAsync(Task.FromException(new FormatException())));
    }

    /// <summary>Its state is another call's by then, which must end undisturbed.</summary>
    [Fact]
    public void ResultFetchedTwice_IsRefused_AndTheNextCallGoesOn()
    {
        var source = new TaskCompletionSource<int>();
        ValueTask<int> first = DoubleAsync(new ValueTask<int>(source.Task));
        source.SetResult(1);
        Assert.Equal(2, ResultOf(first));

        var next = new TaskCompletionSource<int>();
        ValueTask<int> second = DoubleAsync(new ValueTask<int>(next.Task));
        Assert.Throws<InvalidOperationException>(() => FetchNow(first));
        next.SetResult(4);
        Assert.Equal(8, ResultOf(second));
    }

    [Fact]
    public void ResultFetchedTooEarly_IsRefused_AndTheCallGoesOn()
    {
        var source = new TaskCompletionSource<int>();
        ValueTask<int> task = DoubleAsync(new ValueTask<int>(source.Task));
        Assert.Throws<InvalidOperationException>(() => FetchNow(task));
        source.SetResult(4);
        Assert.Equal(8, ResultOf(task));
    }

    private static int ResultOf(ValueTask<int> task)
    {
        Assert.True(SpinWait.SpinUntil(() => task.IsCompleted, TimeSpan.FromSeconds(60)));
        return FetchNow(task);
    }

    private static int FetchNow(ValueTask<int> task) => task.GetAwaiter().GetResult();

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private static async ValueTask<int> DoubleAsync(ValueTask<int> value) => 2 * await value.ConfigureAwait(false);

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private static async ValueTask<string?> ReadAmbientAsync(Task task)
    {
        await task.ConfigureAwait(false);
        return Ambient.Value;
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder))]
    private static async ValueTask PassAsync(Task task) => await task.ConfigureAwait(false);
}
