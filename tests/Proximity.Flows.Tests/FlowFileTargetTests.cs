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
        Assert.IsAssignableFrom<ArgumentException>(await FlowFile.ExportAsync(path, [], CancellationToken.None));

    [Fact]
    public async Task FolderAsTarget_IsReturnedAndNothingIsLeft()
    {
        Directory.CreateDirectory(folder.PathOf("flows.json"));

        Assert.IsType<IOException>(await ExportAsync("flows.json"));
        Assert.IsType<IOException>(await FlowFile.ExportAsync(Path.GetPathRoot(Path.GetTempPath())!, [], CancellationToken.None));

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

    /// <summary>
    /// Linux follows no such link when a file is opened (protected_symlinks); neither may a writer that reads links itself.
    /// </summary>
    [Fact]
    public async Task LinkOfAnotherUser_InASharedFolder_IsNotFollowed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can make a link of another user's.");
        folder.Write("victim", "old");
        Directory.CreateDirectory(folder.PathOf("shared"));
        await RunAsync("chmod", "1777", folder.PathOf("shared"));
        File.CreateSymbolicLink(folder.PathOf("shared/flows.json"), folder.PathOf("victim"));
        await RunAsync("chown", "-h", "12345", folder.PathOf("shared/flows.json"));

        Assert.IsType<IOException>(await ExportAsync("shared/flows.json"));
        Assert.IsType<IOException>(FlowFile.TryTarget(folder.PathOf("shared/flows.json")));
        Assert.Equal("old", folder.Read("victim"));

        await RunAsync("chown", "-h", "0", folder.PathOf("shared/flows.json"));
        Assert.Null(await ExportAsync("shared/flows.json"));
    }

    /// <summary>As <c>rename(2)</c> has it in a folder with the sticky bit.</summary>
    [Theory]
    [InlineData(true, 1001, 0, 1000, false)]
    [InlineData(true, 1000, 0, 1000, true)]
    [InlineData(true, 1001, 1000, 1000, true)]
    [InlineData(true, 1001, 1002, 0, true)]
    [InlineData(false, 1001, 0, 1000, true)]
    public void FileOfAnotherUser_InASharedFolder_CannotBeReplaced(bool isShared, uint owner, uint folderOwner, uint user, bool may)
    {
        FileEntry file = new(FileKind.File, owner, IsShared: false);
        FileEntry parent = new(FileKind.Folder, folderOwner, isShared);

        Assert.Equal(may, AtomicFile.MayReplace(file, parent, user));
        Assert.True(AtomicFile.MayReplace(default, parent, user));
    }

    /// <summary>A mount point is one that no test can make: a folder that comes up meanwhile fails the same call.</summary>
    [Fact]
    public async Task TargetThatCannotBeReplacedInTheEnd_LeavesTheFlowsBesideIt()
    {
        Task WriteAsync(Stream stream)
        {
            Directory.CreateDirectory(folder.PathOf("flows.json"));
            return stream.WriteAsync("flows"u8.ToArray()).AsTask();
        }

        IOException failure = await Assert.ThrowsAsync<IOException>(
            () => AtomicFile.WriteAsync(folder.PathOf("flows.json"), WriteAsync, TestContext.Current.CancellationToken));

        string kept = Assert.Single(folder.FileNames, name => name != "flows.json");
        Assert.Equal("flows", folder.Read(kept));
        Assert.EndsWith($" What was to be written is in '{folder.PathOf(kept)}'.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipe_IsWrittenTo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes among its files.");
        await RunAsync("mkfifo", folder.PathOf("pipe"));
        Task<string> reading = Task.Run(() => File.ReadAllTextAsync(folder.PathOf("pipe")));

        Assert.Null(FlowFile.TryTarget(folder.PathOf("pipe")));
        Assert.Null(await ExportAsync("pipe"));

        Assert.Equal("{}", await reading);
        Assert.Equal(["pipe"], folder.FileNames);
    }

    [Fact]
    public async Task RedirectedDescriptor_IsAppendedTo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The path is Linux's.");
        await using FileStream open = new(folder.PathOf("open"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        open.Write("before "u8);
        open.Flush();

        Assert.Null(await FlowFile.ExportAsync($"/proc/self/fd/{open.SafeFileHandle.DangerousGetHandle()}", [], CancellationToken.None));

        Assert.Equal("before {}", folder.Read("open"));
    }

    [Theory]
    [InlineData("flows.json")]
    [InlineData("link.json")]
    public void TargetThatIsTried_IsLeftAsItIs(string name)
    {
        folder.Write("flows.json", "old");
        File.CreateSymbolicLink(folder.PathOf("link.json"), folder.PathOf("flows.json"));

        Assert.Null(FlowFile.TryTarget(folder.PathOf(name)));

        Assert.Equal("old", folder.Read("flows.json"));
        Assert.Equal(["flows.json", "link.json"], folder.FileNames);
    }

    [Theory]
    [InlineData("missing/flows.json")]
    [InlineData("")]
    [InlineData("file/flows.json")]
    public void TargetThatCannotBe_IsSaidBeforehand(string name)
    {
        folder.Write("file", "");

        Assert.NotNull(FlowFile.TryTarget(folder.PathOf(name)));
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private Task<Exception?> ExportAsync(string name) => FlowFile.ExportAsync(folder.PathOf(name), [], CancellationToken.None);
}
