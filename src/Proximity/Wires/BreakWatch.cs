using Microsoft.Extensions.Logging;
using Proximity.Telemetry;

namespace Proximity.Wires;

/// <summary>
/// Watches for a break beside the reads of a connection, where only a wait for something to read shows one. Bytes that come end the wait,
/// and the next call begins it anew. One wait goes on at a time; a call that finds one that is about to end has it begun again.
/// </summary>
/// <param name="waitAsync">Waits until something can be read; true when it is a break. Never fails.</param>
/// <param name="logger">For defects of what is called at a break.</param>
#pragma warning disable CA1001 // A source without a timer holds nothing, and a wait that ends late still has its token.
internal sealed class BreakWatch(Func<CancellationToken, Task<bool>> waitAsync, ILogger logger)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource stop = new();
    private Action? onBroken;
    private int calls;
    private int isWaiting;

    /// <summary>Has this called at a break, in the place of what was to be called before.</summary>
    public void Begin(Action onBroken)
    {
        Volatile.Write(ref this.onBroken, onBroken);

        // A full fence: a wait that ends now sees the action and the count, or is seen to have ended here.
        Interlocked.Increment(ref calls);
        StartWaiting();
    }

    /// <summary>Ends the wait that goes on, and every later one.</summary>
    public void Stop() => stop.Cancel();

    private void StartWaiting()
    {
        if (Interlocked.Exchange(ref isWaiting, 1) == 0)
        {
            BackgroundTasks.Observe(WaitAsync(), logger);
        }
    }

    private async Task WaitAsync()
    {
        int callsBefore = Volatile.Read(ref calls);
        bool isBroken = await waitAsync(stop.Token).ConfigureAwait(false);
        Interlocked.Exchange(ref isWaiting, 0);
        if (isBroken)
        {
            Volatile.Read(ref onBroken)?.Invoke();
        }
        else if (Volatile.Read(ref calls) != callsBefore)
        {
            // Bytes have ended this wait, and a call that came since has taken it for one that goes on.
            StartWaiting();
        }
    }
}
