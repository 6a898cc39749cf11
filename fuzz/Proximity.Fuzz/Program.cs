using Proximity.Fuzz.Engine;

namespace Proximity.Fuzz;

/// <summary>The program behind <c>fuzz/run.sh</c>.</summary>
internal static class Program
{
    private const int UsageError = 2;

    private static unsafe int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["instrument", string folder]:
                Instrumentation.Apply(folder);
                return 0;
            case ["run", string name, .. string[] options] when FuzzTargets.Names.Contains(name):
                return LibFuzzer.Run(name, FuzzTargets.Create, options);
            case ["replay", string name, .. string[] files] when FuzzTargets.Create(name) is { } target:
                Replay(target, files);
                return 0;
            case ["edges", string name, string folder] when FuzzTargets.Names.Contains(name):
                CoverageMap.Install();
                Replay(FuzzTargets.Create(name)!, Directory.GetFiles(folder));
                Console.WriteLine($"{CoverageMap.CountEdges()} edges");
                return 0;
            default:
                Console.Error.WriteLine("Usage: instrument FOLDER | run TARGET [LIBFUZZER OPTION...] | replay TARGET FILE... | edges TARGET FOLDER");
                Console.Error.WriteLine($"Targets: {string.Join(", ", FuzzTargets.Names)}");
                return UsageError;
        }
    }

    /// <summary>Feeds files one by one, without an engine; the first that breaks the invariant ends the program with its exception.</summary>
    private static void Replay(IFuzzTarget target, string[] files)
    {
        foreach (string file in files)
        {
            try
            {
                target.Run(File.ReadAllBytes(file));
            }
            catch (InvariantException exception)
            {
                throw new InvariantException($"{file}: {exception.Message}");
            }
        }

        Console.WriteLine($"{files.Length} inputs hold the invariant");
    }
}
