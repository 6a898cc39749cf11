using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Proximity.Fuzz.Engine;

/// <summary>
/// Runs libFuzzer inside this process: the engine is a shared library beside the program, made by <c>fuzz/run.sh</c> from the archive that comes with clang's runtime.
/// It calls the target directly and reads the counters that the instrumented assemblies write, so an execution costs no message between processes.
/// </summary>
internal static unsafe partial class LibFuzzer
{
    private const string Library = "fuzzengine";

    private static IFuzzTarget? current;

    /// <summary>Runs until the engine has had enough.</summary>
    /// <param name="name">The target's name.</param>
    /// <param name="create">Makes the target, which is not done before the map for its counters is there.</param>
    /// <param name="arguments">libFuzzer's own.</param>
    public static int Run(string name, Func<string, IFuzzTarget?> create, IReadOnlyList<string> arguments)
    {
        byte* map = CoverageMap.Install();
        RegisterCounters(map, map + CoverageMap.Bytes);
        current = create(name);

        // The engine keeps the pointers for the life of the process.
        int count = arguments.Count + 1;
        nint* values = (nint*)NativeMemory.AllocZeroed((nuint)(count + 1), (nuint)sizeof(nint));
        values[0] = Marshal.StringToCoTaskMemUTF8(name);
        for (int i = 1; i < count; i++)
        {
            values[i] = Marshal.StringToCoTaskMemUTF8(arguments[i - 1]);
        }

        return RunDriver(&count, &values, &RunOne);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int RunOne(byte* data, nuint length)
    {
        try
        {
            SharpFuzz.Common.Trace.PrevLocation = 0;
            current!.Run(new ReadOnlySpan<byte>(data, (int)length));
        }
#pragma warning disable CA1031 // Whatever comes out of a target is a finding, and no exception may cross into the engine.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // The engine sees that its target ends the process, and keeps the input in a file.
            Console.Error.WriteLine(exception);
            Environment.Exit(1);
        }

        return 0;
    }

    [LibraryImport(Library, EntryPoint = "LLVMFuzzerRunDriver")]
    private static partial int RunDriver(int* count, nint** values, delegate* unmanaged[Cdecl]<byte*, nuint, int> callback);

    [LibraryImport(Library, EntryPoint = "__sanitizer_cov_8bit_counters_init")]
    private static partial void RegisterCounters(byte* start, byte* stop);
}
