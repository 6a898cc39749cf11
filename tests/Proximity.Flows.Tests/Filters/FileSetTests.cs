using Proximity.Filters;
using Proximity.Filters.Matching;

namespace Proximity.Flows.Tests.Filters;

public sealed class FileSetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SteppedClock clock = new(DateTimeOffset.UnixEpoch);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("api.example.com", true)]
    [InlineData("example.com", true)]
    [InlineData("ads.test", true)]
    [InlineData("x.cdn.test", true)]
    [InlineData("xexample.com", false)]
    [InlineData("com", false)]
    public void Hosts_AreLookedUpWithTheirDomains(string host, bool isIn)
    {
        string file = folder.Write("block.txt", "# noise\nexample.com\n\n  .ADS.test  \n*.cdn.test\n");
        Filter filter = Filter.Parse("host:@block.txt", new FilterSettings { FileFolder = Path.GetDirectoryName(file) });

        Assert.Equal(isIn, filter.Matches(new FlowSketch { Request = $"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n" }.Snapshot()));
    }

    [Fact]
    public async Task ChangedFile_IsReadAgainAfterASecond()
    {
        string path = folder.Write("set", "a");
        FileSet set = Open(path);
        File.WriteAllText(path, "bb");

        Assert.False(Matches(set, "bb"));
        clock.Advance(TimeSpan.FromSeconds(1));
        set.Matches("");
        await set.Reading;
        Assert.True(Matches(set, "bb"));
        Assert.False(Matches(set, "a"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("broken")]
    public async Task BrokenFile_KeepsTheOldSet(string? content)
    {
        string path = folder.Write("set", "a");
        FileSet set = Open(path);
        File.Delete(path);
        if (content is not null)
        {
            File.WriteAllText(path, content);
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        set.Matches("");
        await set.Reading;
        Assert.True(Matches(set, "a"));
        Assert.NotNull(set.Problem);
    }

    [Fact]
    public void MissingFile_IsAnError()
    {
        string file = folder.Write("other", "");
        var settings = new FilterSettings { FileFolder = Path.GetDirectoryName(file) };
        Assert.False(Filter.TryParse("host:@set", settings, out _, out IReadOnlyList<FilterError> errors));
        Assert.Contains("cannot be read", errors.Single().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../other/set", "../other/set is not in the folder for sets.")]
    [InlineData("/dev/zero", "/dev/zero is not in the folder for sets.")]
    public void FileElsewhere_IsRefused(string name, string problem)
    {
        string file = folder.Write("set", "");
        var settings = new FilterSettings { FileFolder = Path.GetDirectoryName(file) };
        Assert.False(Filter.TryParse($"host:@\"{name}\"", settings, out _, out IReadOnlyList<FilterError> errors));
        Assert.Equal(problem, errors.Single().Message);
    }

    [Fact]
    public void Device_IsNotRead()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no /dev/zero.");
        var settings = new FilterSettings { FileFolder = "/", MayReadAnyFile = true };
        Assert.False(Filter.TryParse("host:@/dev/zero", settings, out _, out IReadOnlyList<FilterError> errors));
        Assert.Equal("/dev/zero: it is no plain file.", errors.Single().Message);
    }

    private static bool Matches(FileSet set, string text) => set.Matches(text);

    private FileSet Open(string path) => FileSet.Open(
        path,
        lines => lines.Contains("broken") ? (null, "it is broken") : (new ValueSet(lines, hasDomains: false, rest: null), null),
        clock,
        out _)!;
}
