namespace Proximity.Network.Tests.Fixtures;

/// <summary>For facts nobody announces, such as the number of open descriptors: asked for again and again, for a bounded time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns when the condition holds; fails with what the state was at the end otherwise.</summary>
    public static async Task HoldsAsync(Func<bool> condition, Func<string> state, TimeSpan? limit = null)
    {
        using CancellationTokenSource enough = Limits.After(limit ?? Limits.Step);
        while (!condition())
        {
            if (enough.IsCancellationRequested)
            {
                Assert.Fail($"still not so after {limit ?? Limits.Step}: {state()}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>
    /// Waits until a counter has left zero and then not moved for a while, and returns it. A pause that took far longer than asked says
    /// nothing: on a busy machine nobody else may have run in it either.
    /// </summary>
    public static async Task<long> SettlesAsync(Func<long> counter, TimeSpan quiet)
    {
        using CancellationTokenSource enough = Limits.After(Limits.Program);
        long seen = counter();
        while (true)
        {
            long began = TimeProvider.System.GetTimestamp();
            await Task.Delay(quiet, TimeProvider.System);
            long now = counter();
            if (now == seen && now > 0 && TimeProvider.System.GetElapsedTime(began) < 2 * quiet)
            {
                return now;
            }

            Assert.False(enough.IsCancellationRequested, $"still moving after {Limits.Program}: {now}");
            seen = now;
        }
    }
}
