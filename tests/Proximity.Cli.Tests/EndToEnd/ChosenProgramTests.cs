namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>Which programs <c>proximity run</c> starts, and what they find in their environment.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ChosenProgramTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>A checked-out repository may hold a program of that name.</summary>
    [Fact]
    public async Task UnshareInTheCurrentFolder_IsNotRun()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "--private-trust is Linux's.");
        await using var run = StartInCheckOut("run", "--private-trust", "--", "true");

        Assert.Equal((0, string.Empty, string.Empty), await run.EndAsync());
        Assert.Equal(["chosen", "chosen"], (await File.ReadAllLinesAsync(folder.File("log"))).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task Unshare_GetsNoSecrets()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "--private-trust is Linux's.");
        await using var run = StartInCheckOut("run", "--private-trust", "--", "true");
        await run.EndAsync();

        Assert.DoesNotContain("secret", await File.ReadAllTextAsync(folder.File("log")), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Starts the program where the current folder holds an <c>unshare</c>, and PATH names another.</summary>
    private ProximityProcess StartInCheckOut(params string[] arguments)
    {
        Directory.CreateDirectory(folder.File("checkout"));
        Directory.CreateDirectory(folder.File("bin"));
        WriteProgram("checkout/unshare", "planted");
        WriteProgram("bin/unshare", "chosen");
        return ProximityProcess.Start(
            "sh",
            ["-c", "cd \"$1\"; shift; exec \"$@\"", "sh", folder.File("checkout"), ProximityProcess.BuiltProgram, .. arguments],
            folder.Path,
            new Dictionary<string, string>
            {
                ["PATH"] = $"{folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}",
                ["PROXIMITY_CA_PASSWORD"] = "secret",
            });
    }

    private void WriteProgram(string name, string word)
    {
        var file = folder.Write(name, $"#!/bin/sh\necho \"{word} $PROXIMITY_CA_PASSWORD\" >> {folder.File("log")}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
