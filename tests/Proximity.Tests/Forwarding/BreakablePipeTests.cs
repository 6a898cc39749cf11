using System.IO.Pipelines;
using System.Text;
using Proximity.Forwarding;

namespace Proximity.Tests.Forwarding;

/// <summary>What user code reads of a body that breaks off.</summary>
public class BreakablePipeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly BreakablePipe pipe = new(PipeOptions.Default);

    [Fact]
    public async Task BytesBeforeTheBreak_AreRead_AndThenItsReasonAsOftenAsAsked()
    {
        await WriteAsync("hello");
        pipe.Complete(new IOException("broken"));
        ReadResult read = await ReadAsync();
        Assert.Equal(("hello", false), (Text(read), read.IsCompleted));
        pipe.Reader.AdvanceTo(read.Buffer.End);
        Assert.Equal("broken", (await Assert.ThrowsAsync<IOException>(ReadAsync)).Message);
        Assert.Equal("broken", (await Assert.ThrowsAsync<IOException>(ReadAsync)).Message);
        Assert.Throws<IOException>(() => pipe.Reader.TryRead(out _));
    }

    [Fact]
    public async Task ReaderThatWaitsForMoreThanComes_LearnsOfTheBreak()
    {
        await WriteAsync("hello");
        pipe.Complete(new IOException("broken"));
        ReadResult read = await ReadAsync();
        pipe.Reader.AdvanceTo(read.Buffer.GetPosition(2), read.Buffer.GetPosition(3));
        read = await ReadAsync();
        Assert.Equal("llo", Text(read));
        pipe.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        await Assert.ThrowsAsync<IOException>(ReadAsync);
    }

    [Fact]
    public async Task ReaderThatHasSeenAllBefore_IsWokenByTheBreak()
    {
        await WriteAsync("hello");
        ReadResult read = await ReadAsync();
        pipe.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        Task<ReadResult> waiting = ReadAsync();
        Assert.False(waiting.IsCompleted);
        pipe.Complete(new IOException("broken"));

        // It has examined all, but not known then that it was all: it sees it once more.
        read = await waiting.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(("hello", false), (Text(read), read.IsCompleted));
        pipe.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        await Assert.ThrowsAsync<IOException>(ReadAsync);
    }

    [Fact]
    public async Task Copying_PassesAllOn_AndThrows()
    {
        await WriteAsync("hello");
        pipe.Complete(new IOException("broken"));
        using var copy = new MemoryStream();
        await Assert.ThrowsAsync<IOException>(() => pipe.Reader.CopyToAsync(copy, TestContext.Current.CancellationToken));
        Assert.Equal("hello"u8.ToArray(), copy.ToArray());
    }

    [Fact]
    public async Task EndWithoutAReason_IsTheEnd()
    {
        await WriteAsync("hello");
        pipe.Complete(null);
        ReadResult read = await ReadAsync();
        Assert.Equal(("hello", true), (Text(read), read.IsCompleted));
    }

    [Fact]
    public async Task CancelledRead_IsNoBreak()
    {
        Task<ReadResult> waiting = ReadAsync();
        pipe.Reader.CancelPendingRead();
        ReadResult read = await waiting.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.True(read.IsCanceled);
        pipe.Reader.AdvanceTo(read.Buffer.End);
        pipe.Complete(new IOException("broken"));
        pipe.Reader.CancelPendingRead();
        read = await ReadAsync();
        Assert.True(read.IsCanceled);
        pipe.Reader.AdvanceTo(read.Buffer.End);
        await Assert.ThrowsAsync<IOException>(ReadAsync);
    }

    private static string Text(in ReadResult read) => Encoding.ASCII.GetString(read.Buffer);

    private Task<ReadResult> ReadAsync() => pipe.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();

    private async Task WriteAsync(string text)
        => await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
}
