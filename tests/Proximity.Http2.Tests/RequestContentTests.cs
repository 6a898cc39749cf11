using System.Runtime.CompilerServices;
using Proximity.Http2.Origins;
using Proximity.Tests.Exchanges;

namespace Proximity.Http2.Tests;

/// <summary>The body that the HTTP client is given to send.</summary>
public class RequestContentTests
{
    /// <summary>An HTTP client that never began to send does not ask what became of the body.</summary>
    [Fact]
    public void BodyThatIsBrokenOffUnsent_LeavesNoUnobservedException()
    {
        using var watch = new NoUnobservedTask();
        BreakUnsent();
    }

    /// <summary>An origin that streams answers the head alone; that may be seen before the head's sender goes on.</summary>
    [Fact]
    public async Task AnswerThatComesBeforeTheStreamIsLent_IsNoRefusalOfTheBody()
    {
        using var content = new RequestContent();
        using var stream = new SlowFlushStream();
        Task sending = content.CopyToAsync(stream, TestContext.Current.CancellationToken);
        Task<Stream> lent = content.LendAsync(Task.CompletedTask);
        Assert.False(lent.IsCompleted);
        stream.Flushed.SetResult();
        await (await lent).WriteAsync("word"u8.ToArray(), TestContext.Current.CancellationToken);
        content.Complete();
        await sending;
        Assert.Equal("word"u8.ToArray(), stream.ToArray());
    }

    [Fact]
    public async Task AnswerToARequestWhoseBodyWasNotBegun_IsARefusalOfIt()
    {
        using var content = new RequestContent();
        await Assert.ThrowsAsync<IOException>(() => content.LendAsync(Task.CompletedTask));
    }

    [Fact]
    public async Task StreamThatFailsBeforeItIsLent_EndsTheWaiting()
    {
        using var watch = new NoUnobservedTask();
        using var content = new RequestContent();
        using var stream = new SlowFlushStream();
        Task sending = content.CopyToAsync(stream, TestContext.Current.CancellationToken);
        Task<Stream> lent = content.LendAsync(Task.CompletedTask);
        stream.Flushed.SetException(new IOException("reset"));
        await Assert.ThrowsAsync<IOException>(() => lent);
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }

    /// <summary>A method of its own: nothing of the body may be reachable when the watch ends.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BreakUnsent()
    {
        using var content = new RequestContent();
        content.Break();
    }

    private sealed class SlowFlushStream : MemoryStream
    {
        public TaskCompletionSource Flushed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task FlushAsync(CancellationToken cancellationToken) => Flushed.Task;
    }
}
