using Proximity.Exchanges;

namespace Proximity.WebSockets;

/// <summary>Tells the watchdog of progress, but not while user code runs: its time is not the peers' silence, though bytes may still move the other way.</summary>
internal sealed class RelayClock(Watchdog watchdog)
{
    private readonly Lock gate = new();
    private bool isPaused;

    public void Progress()
    {
        lock (gate)
        {
            if (!isPaused)
            {
                watchdog.Progress();
            }
        }
    }

    public void Pause()
    {
        lock (gate)
        {
            isPaused = true;
            watchdog.Pause();
        }
    }

    public void Resume()
    {
        lock (gate)
        {
            isPaused = false;
            watchdog.Progress();
        }
    }
}
