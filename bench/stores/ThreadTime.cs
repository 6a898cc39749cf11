using System.Runtime.InteropServices;

namespace Proximity.StoreBench;

/// <summary>The processor time of the thread that asks (clock_gettime(2)).</summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3;

    public static double Microseconds
    {
        get
        {
            _ = Read(ThreadClock, out Moment now);
            return (now.Seconds * 1e6) + (now.Nanoseconds / 1e3);
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Moment now);

    [StructLayout(LayoutKind.Sequential)]
    private struct Moment
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
