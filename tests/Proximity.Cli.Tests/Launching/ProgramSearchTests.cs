using Proximity.Cli.Launching;

namespace Proximity.Cli.Tests.Launching;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ProgramSearchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void FirstThatMayBeExecuted_IsFound()
    {
        Directory.CreateDirectory(folder.File("a"));
        Directory.CreateDirectory(folder.File("b"));
        var forbidden = folder.Write("a/tool", string.Empty);
        File.SetUnixFileMode(forbidden, UnixFileMode.UserRead);
        var allowed = folder.Write("b/tool", string.Empty);
        File.SetUnixFileMode(allowed, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(allowed, ProgramSearch.Find("tool", $"{folder.File("a")}:{folder.File("b")}"));
        Assert.Equal(forbidden, ProgramSearch.Find("tool", folder.File("a")));
        Assert.Null(ProgramSearch.Find("other", $"{folder.File("a")}:{folder.File("b")}"));
        Assert.Null(ProgramSearch.Find("tool", null));
    }

    /// <summary>A relative path would be looked for beside this program first.</summary>
    [Fact]
    public void NameWithAFolder_IsTakenFromTheCurrentFolder()
        => Assert.Equal(Path.GetFullPath("./tool"), ProgramSearch.Find("./tool", folder.Path));

    [Fact]
    public void RelativeFolderOfPath_BecomesAFullPath()
    {
        var tool = folder.Write("tool", string.Empty);
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(tool, ProgramSearch.Find("tool", Path.GetRelativePath(Environment.CurrentDirectory, folder.Path)));
    }

    public void Dispose() => folder.Dispose();
}
