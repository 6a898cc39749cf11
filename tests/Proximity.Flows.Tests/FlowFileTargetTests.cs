namespace Proximity.Flows.Tests;

public sealed class FlowFileTargetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task MissingFolder_IsReturned() =>
        Assert.IsType<DirectoryNotFoundException>(await ExportAsync("missing/flows.json"));

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task ImpossiblePath_IsReturned(string path) =>
        Assert.IsAssignableFrom<ArgumentException>(await FlowFile.ExportAsync(path, [], null, CancellationToken.None));

    [Fact]
    public async Task FolderAsTarget_IsReturnedAndNothingIsLeft()
    {
        Directory.CreateDirectory(folder.PathOf("flows.json"));

        Assert.IsType<IOException>(await ExportAsync("flows.json"));
        Assert.IsType<IOException>(await FlowFile.ExportAsync(Path.GetPathRoot(Path.GetTempPath())!, [], null, CancellationToken.None));

        Assert.Equal(["flows.json"], folder.FileNames);
    }

    [Fact]
    public async Task FileAsFolder_IsReturned()
    {
        folder.Write("file", "");

        Assert.IsAssignableFrom<IOException>(await ExportAsync("file/flows.json"));
    }

    [Fact]
    public async Task ForbiddenFolder_IsReturned()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Nothing is forbidden to this user.");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        Directory.CreateDirectory(folder.PathOf("forbidden"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.IsType<UnauthorizedAccessException>(await ExportAsync("forbidden/flows.json"));
    }

    [Fact]
    public async Task SymbolicLink_StaysOne()
    {
        folder.Write("real.json", "old");
        File.CreateSymbolicLink(folder.PathOf("link.json"), folder.PathOf("real.json"));

        Assert.Null(await ExportAsync("link.json"));

        Assert.Equal("{}", folder.Read("real.json"));
        Assert.NotNull(new FileInfo(folder.PathOf("link.json")).LinkTarget);
    }

    [Fact]
    public async Task DanglingSymbolicLink_CreatesItsTarget()
    {
        File.CreateSymbolicLink(folder.PathOf("link.json"), folder.PathOf("real.json"));

        Assert.Null(await ExportAsync("link.json"));

        Assert.Equal("{}", folder.Read("real.json"));
        Assert.Equal(["link.json", "real.json"], folder.FileNames);
    }

    [Fact]
    public async Task SymbolicLinkToItself_IsReturned()
    {
        File.CreateSymbolicLink(folder.PathOf("link.json"), folder.PathOf("link.json"));

        Assert.IsAssignableFrom<IOException>(await ExportAsync("link.json"));
    }

    [Fact]
    public async Task LongestFileName_IsWritten() => Assert.Null(await ExportAsync(new string('a', 255)));

    [Fact]
    public async Task ExportedFile_IsForItsOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");

        await ExportAsync("flows.json");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(folder.PathOf("flows.json")).UnixFileMode);
    }

    private Task<Exception?> ExportAsync(string name) => FlowFile.ExportAsync(folder.PathOf(name), [], null, CancellationToken.None);
}
