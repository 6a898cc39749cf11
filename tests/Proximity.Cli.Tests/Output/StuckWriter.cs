using System.Text;

namespace Proximity.Cli.Tests.Output;

/// <summary>A writer whose reader has stopped reading: it takes lines only once it is released.</summary>
internal sealed class StuckWriter : TextWriter
{
    private readonly ManualResetEventSlim released = new();
    private readonly TaskCompletionSource stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> lines = [];

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Completes when the first line waits.</summary>
    public Task Stuck => stuck.Task;

    public IReadOnlyList<string> Lines => lines;

    public void Release() => released.Set();

    public override void WriteLine(string? value)
    {
        stuck.TrySetResult();
        released.Wait(CancellationToken.None);
        lines.Add(value ?? string.Empty);
    }

    protected override void Dispose(bool disposing)
    {
        released.Dispose();
        base.Dispose(disposing);
    }
}
