using System.Diagnostics;
using System.IO.Compression;

namespace Proximity.Cli.Tests.Packaging;

/// <summary>Everything pack.sh makes, but the ahead-of-time build, made once for the tests of this folder.</summary>
public sealed class Packages : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private readonly TemporaryFolder folder = new();

    public Packages()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "pack.sh")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The tests run outside a source tree: no pack.sh above them.");
        }

        Run("bash", Path.Combine(root.FullName, "pack.sh"), "--output", folder.Path, "--no-aot");
    }

    public string SingleFile => Path.Combine(folder.Path, "single-file", "proximity");

    /// <summary>The names of the files in the library's package.</summary>
    public IReadOnlyList<string> LibraryFiles()
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(folder.File("packages"), "Proximity.*.nupkg").Single(file => char.IsAsciiDigit(Path.GetFileName(file)["Proximity.".Length])));
        return [.. package.Entries.Select(entry => entry.FullName)];
    }

    /// <summary>The names of the files in a package beside the library's, and what it says of itself.</summary>
    public (IReadOnlyList<string> Files, string Specification) Addition(string name)
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(folder.File("packages"), $"{name}.*.nupkg").Single());
        using var specification = new StreamReader(package.GetEntry($"{name}.nuspec")!.Open());
        return ([.. package.Entries.Select(entry => entry.FullName)], specification.ReadToEnd());
    }

    /// <summary>Installs the tool from its package alone, past the user's package cache, which may hold an older build of the same version.</summary>
    public string InstallTool()
    {
        var tools = folder.File("tools");
        Run("dotnet", "tool", "install", "Proximity.Cli", "--tool-path", tools, "--source", folder.File("packages"));
        return Path.Combine(tools, "proximity");
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Runs a command with its output in a file: build servers may outlive it and would keep a pipe open.</summary>
    private void Run(string command, params string[] arguments)
    {
        var log = folder.File("log");
        var start = new ProcessStartInfo("bash", ["-c", "log=\"$1\"; shift; exec \"$@\" > \"$log\" 2>&1 < /dev/null", "bash", log, command, .. arguments]);
        start.Environment["NUGET_PACKAGES"] = command == "dotnet" ? folder.File("cache") : Environment.GetEnvironmentVariable("NUGET_PACKAGES");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        Assert.True(process.WaitForExit(Patience), $"{command} did not end.");
        Assert.True(process.ExitCode == 0, File.ReadAllText(log));
    }
}
