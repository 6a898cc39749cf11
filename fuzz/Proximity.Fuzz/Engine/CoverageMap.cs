using System.Runtime.InteropServices;

namespace Proximity.Fuzz.Engine;

/// <summary>The counters that instrumented assemblies write to: one byte for each step from a branch to another, found by a hash of the two.</summary>
internal static unsafe class CoverageMap
{
    public const int Bytes = 64 * 1024;

    /// <summary>Lets the engine scan the map in whole pages.</summary>
    private const int PageBytes = 4096;

    /// <summary>Puts an empty map in place, for the life of the process.</summary>
    public static byte* Install()
    {
        byte* map = (byte*)NativeMemory.AlignedAlloc(Bytes, PageBytes);
        NativeMemory.Clear(map, Bytes);
        SharpFuzz.Common.Trace.SharedMem = map;
        return map;
    }

    /// <summary>How many steps were taken at least once.</summary>
    public static int CountEdges() => Bytes - new ReadOnlySpan<byte>(SharpFuzz.Common.Trace.SharedMem, Bytes).Count((byte)0);
}
