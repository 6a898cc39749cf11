using System.Text;
using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.Configuration;

/// <summary>
/// The time-outs for where applications are silent on purpose: what was said of each, else the time-out that was said for all, else the
/// program's default.
/// </summary>
public class SilenceTimeoutTests
{
    [Theory]
    [InlineData("", "{}", 3600, 300, 300)]
    [InlineData("--timeout 7", "{}", null, null, null)]
    [InlineData("", "{\"timeout\":7}", null, null, null)]
    [InlineData("--timeout 7 --tunnel-timeout 8", "{}", 8, null, null)]
    [InlineData("--timeout 7", "{\"bodyTimeout\":9}", null, null, 9)]
    [InlineData("--tunnel-timeout 1 --first-byte-timeout 2 --body-timeout 3", "{}", 1, 2, 3)]
    [InlineData("", "{\"tunnelTimeout\":1,\"firstByteTimeout\":2,\"bodyTimeout\":3}", 1, 2, 3)]
    [InlineData("--tunnel-timeout 4", "{\"tunnelTimeout\":1}", 4, 300, 300)]
    [InlineData("--tunnel-timeout 0 --first-byte-timeout 0 --body-timeout 0", "{}", 0, 0, 0)]
    public void LineOverFile_ReachesTheOptions(string line, string json, int? tunnel, int? firstByte, int? body)
    {
        var command = new ProximityCommand();
        var said = command.Read(command.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        var options = said.Over(File(json)).ToProxyOptions();
        Assert.Equal(
            (Seconds(tunnel), Seconds(firstByte), Seconds(body)),
            (options.TunnelTimeout, options.FirstByteTimeout, options.BodyTimeout));
    }

    [Theory]
    [InlineData("{\"tunnelTimeout\":86401}", "config.json: \"tunnelTimeout\" is 86401, but must be a whole number, 0..86400.")]
    [InlineData("{\"bodyTimeout\":-1}", "config.json: \"bodyTimeout\" is -1, but must be a whole number, 0..86400.")]
    public void OutOfRangeInTheFile_IsRefused(string json, string sentence)
        => Assert.Equal(sentence, Assert.ThrowsAny<Exception>(() => File(json)).Message);

    private static Settings File(string json) => ConfigurationReader.Read(Encoding.UTF8.GetBytes(json), "config.json");

    private static TimeSpan? Seconds(int? count) => count is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
