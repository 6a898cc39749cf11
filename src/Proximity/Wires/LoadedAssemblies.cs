namespace Proximity.Wires;

/// <summary>
/// Counts the assemblies that the runtime loads. It keeps their files open for good, and as the system gives the lowest free number, they
/// move the numbers of all sockets up.
/// </summary>
internal static class LoadedAssemblies
{
    private static int count;

    /// <summary>Static, as the event is the process's and a subscription for each proxy would outlive it.</summary>
    static LoadedAssemblies() => AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
    {
        if (!loaded.LoadedAssembly.IsDynamic)
        {
            Interlocked.Increment(ref count);
        }
    };

    /// <summary>How many were loaded since this was first asked.</summary>
    public static int Count => Volatile.Read(ref count);
}
