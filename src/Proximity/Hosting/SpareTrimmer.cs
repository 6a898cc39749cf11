using Proximity.Protocol;

namespace Proximity.Hosting;

/// <summary>
/// Has spare buffers and objects that no thread has needed for a while dropped, as long as a proxy of this process runs. Real time on
/// purpose, whatever clock a proxy was given: memory is not simulated.
/// </summary>
internal static class SpareTrimmer
{
    /// <summary>What a thread has not needed for as long is dropped.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private static readonly Lock Gate = new();
    private static ITimer? timer;
    private static int users;

    /// <summary>A proxy starts.</summary>
    public static void Join()
    {
        lock (Gate)
        {
            if (users++ == 0)
            {
                timer = TimeProvider.System.CreateTimer(static _ => SpareStacks.DropUnused(), null, Interval, Interval);
            }
        }
    }

    /// <summary>A proxy has stopped.</summary>
    public static void Leave()
    {
        lock (Gate)
        {
            if (--users == 0)
            {
                timer?.Dispose();
                timer = null;
            }
        }
    }
}
