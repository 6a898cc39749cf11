using Proximity.Cli.Authority;

namespace Proximity.Cli.Tests.Authority;

public class InstalledToolsTests
{
    /// <summary>update-ca-certificates runs whatever lies in its folder of hooks.</summary>
    [Fact]
    public async Task Tool_GetsNoSecrets()
    {
        Environment.SetEnvironmentVariable("PROXIMITY_SECRET_OF_A_TEST", "secret");

        var result = await new InstalledTools().RunAsync("sh", "-c", "echo \"[$PROXIMITY_SECRET_OF_A_TEST]\"");

        Assert.Equal((0, "[]\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task ToolThatIsNotInstalled_IsNotLookedForElsewhere()
    {
        var result = await new InstalledTools().RunAsync("no-such-tool");

        Assert.Equal((-1, "no-such-tool is not installed."), (result.ExitCode, result.Error));
    }
}
