using SharpFuzz;

namespace Proximity.Fuzz.Engine;

/// <summary>Puts coverage counters into the assemblies under test.</summary>
internal static class Instrumentation
{
    private static readonly string[] Assemblies = ["Proximity.Protocol.dll", "Proximity.Flows.dll", "Proximity.Zstd.dll"];

    /// <summary>Rewrites the assemblies in a folder, a copy of a build, in place.</summary>
    public static void Apply(string folder)
    {
        foreach (string assembly in Assemblies)
        {
            int types = Fuzzer.Instrument(Path.Combine(folder, assembly), _ => true, Options.Value).Count();
            Console.WriteLine($"{assembly}: {types} types instrumented");
        }
    }
}
