using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void NamedFile_IsRead() => Assert.Equal(81, ConfigurationFile.Read(folder.Write("a.json", "{\"port\":81}")).Port);

    [Fact]
    public void NamedFile_Missing_IsRefused()
    {
        var path = folder.File("missing.json");

        Assert.Equal($"The configuration file {path} does not exist.", Assert.Throws<ConfigurationException>(() => ConfigurationFile.Read(path)).Message);
    }

    [Fact]
    public void NamedFile_AFolder_IsRefused() =>
        Assert.StartsWith($"The configuration file {folder.Path} cannot be read: ", Assert.Throws<ConfigurationException>(() => ConfigurationFile.Read(folder.Path)).Message, StringComparison.Ordinal);

    [Fact]
    public void NamedFile_TooLarge_IsRefused()
    {
        var path = folder.Write("large.json", new string(' ', 1024 * 1024 + 1));

        Assert.EndsWith("it is larger than 1048576 bytes.", Assert.Throws<ConfigurationException>(() => ConfigurationFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DefaultFile_Missing_SaysNothing() => Assert.Null(ConfigurationFile.ReadIfPresent(folder.File("missing.json")));

    [Fact]
    public void DefaultFile_Wrong_IsRefused() => Assert.Throws<ConfigurationException>(() => ConfigurationFile.ReadIfPresent(folder.Write("config.json", "{")));

    public void Dispose() => folder.Dispose();
}
