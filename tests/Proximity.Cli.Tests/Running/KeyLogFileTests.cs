using Proximity.Cli.Running;

namespace Proximity.Cli.Tests.Running;

public sealed class KeyLogFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NewFile_IsItsOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");

        Assert.Null(KeyLogFile.Prepare(folder.File("keys")));

        Assert.Equal(OwnerOnly, new FileInfo(folder.File("keys")).UnixFileMode);
    }

    [Theory]
    [InlineData(OwnerOnly, false)]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead, true)]
    [InlineData(OwnerOnly | UnixFileMode.OtherRead, true)]
    public void FileThatIsThere_KeepsItsModeAndContent(UnixFileMode mode, bool isWarned)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        var path = folder.Write("keys", "old");
        File.SetUnixFileMode(path, mode);

        var warning = KeyLogFile.Prepare(path);

        Assert.Equal(isWarned, warning?.Contains("can be read by other users", StringComparison.Ordinal) ?? false);
        Assert.Equal((mode, "old"), (File.GetUnixFileMode(path), File.ReadAllText(path)));
    }

    [Fact]
    public void FileThatCannotBeMade_IsSaid() => Assert.Contains("cannot be made", KeyLogFile.Prepare(folder.File("missing/keys")), StringComparison.Ordinal);
}
