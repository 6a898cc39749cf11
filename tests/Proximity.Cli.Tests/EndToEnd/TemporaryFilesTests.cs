using Proximity.Cli.Authority;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>The files that the program makes for others in the temporary folder: what happens when that folder fails it.</summary>
public sealed class TemporaryFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task MissingTemporaryFolder_IsASentence()
    {
        var ran = folder.File("ran");
        await using var run = Start(["run", "--", "touch", ran], ("TMPDIR", "/nonexistent"));

        var (code, output, error) = await run.EndAsync();

        Assert.Equal((2, string.Empty), (code, output));
        Assert.Equal("The files for the command cannot be written: There is no temporary folder /nonexistent (TMPDIR).\n", error);
        Assert.False(File.Exists(ran));
    }

    [Fact]
    public async Task TemporaryFolderThatIsAFile_IsASentence()
    {
        var file = folder.Write("tmp", string.Empty);
        await using var run = Start(["run", "--", "true"], ("TMPDIR", file));

        var (code, _, error) = await run.EndAsync();

        Assert.Equal(2, code);
        Assert.Equal($"The files for the command cannot be written: There is no temporary folder {file} (TMPDIR).\n", error);
    }

    /// <summary>The limit of a file's size stands for a full disk: it leaves room for the authority, and none for the bundle.</summary>
    [Fact]
    public async Task FullTemporaryFolder_IsASentenceAndNothingIsLeft()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit in blocks is Linux's.");
        Directory.CreateDirectory(folder.File("tmp"));
        await using (var ca = Start(["ca", "path"]))
        {
            Assert.Equal(0, (await ca.EndAsync()).Code);
        }

        // The runtime keeps its code in a file that would exceed the limit as well.
        const string Script = "trap '' XFSZ; ulimit -f 16; exec \"$@\"";
        await using var run = ProximityProcess.Start(
            "sh",
            ["-c", Script, "sh", ProximityProcess.BuiltProgram, "run", "--", "true"],
            folder.Path,
            new Dictionary<string, string> { ["TMPDIR"] = folder.File("tmp"), ["DOTNET_EnableWriteXorExecute"] = "0" });

        var (code, _, error) = await run.EndAsync();

        Assert.StartsWith("The files for the command cannot be written: ", error, StringComparison.Ordinal);
        Assert.Equal(1, code);
        Assert.Empty(Directory.GetDirectories(folder.File("tmp")));
    }

    [Fact]
    public async Task FolderThatTheCommandRemoves_CostsNeitherExitCodeNorExport()
    {
        var export = folder.File("flows.json");
        const string Script = "rm -r \"$(dirname \"$SSL_CERT_FILE\")\"; exit 7";
        await using var run = Start(["run", "--export-file", export, "--", "sh", "-c", Script]);

        Assert.Equal((7, string.Empty, string.Empty), await run.EndAsync());
        Assert.Equal("{}", await File.ReadAllTextAsync(export));
    }

    [Fact]
    public async Task MissingTemporaryFolder_OfTrust_IsASentence()
    {
        var database = folder.File("nssdb");
        Directory.CreateDirectory(database);
        Assert.True((await new InstalledTools().RunAsync("certutil", "-d", "sql:" + database, "-N", "--empty-password")).IsGood);
        await using var run = Start(["ca", "trust", "--nss", database], ("TMPDIR", "/nonexistent"));

        var (code, output, error) = await run.EndAsync();

        Assert.Equal((1, string.Empty), (code, output));
        Assert.Equal("The file for the store cannot be written: There is no temporary folder /nonexistent (TMPDIR).\n", error);
    }

    public void Dispose() => folder.Dispose();

    private ProximityProcess Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var variables = environment.ToDictionary(variable => variable.Name, variable => variable.Value);
        return ProximityProcess.Start(ProximityProcess.BuiltProgram, arguments, folder.Path, variables);
    }
}
