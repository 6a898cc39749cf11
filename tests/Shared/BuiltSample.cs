namespace Proximity.TestsOfAll;

/// <summary>Finds the samples that are built together with the tests.</summary>
internal static class BuiltSample
{
    /// <summary>The folder of all samples.</summary>
    public static string Folder => Path.Combine(Root, "samples");

    /// <summary>The source tree that the tests are of.</summary>
    public static string Root
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(root.FullName, "Proximity.slnx")))
            {
                root = root.Parent
                    ?? throw new InvalidOperationException("The tests run outside a source tree: no Proximity.slnx above them.");
            }

            return root.FullName;
        }
    }

    /// <summary>The program of a sample, in the tests' configuration.</summary>
    public static string Program(string name)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        string program = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return Path.Combine(Folder, name, "bin", framework.Parent!.Name, framework.Name, program);
    }
}
