namespace Proximity.Stores;

/// <summary>How long a feeder waits before it tries again: at first shortly, then twice as long each time.</summary>
internal static class FeedPause
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public static TimeSpan After(TimeSpan pause) => TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Longest.Ticks));

    /// <summary>Waits that long, or until the token is cancelled or another task has ended. Does not fail.</summary>
    public static async Task WaitAsync(TimeSpan pause, TimeProvider timeProvider, CancellationToken cancellationToken, params Task[] others)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny([.. others, Task.Delay(pause, timeProvider, enough.Token)]).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
    }
}
