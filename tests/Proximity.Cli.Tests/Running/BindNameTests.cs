using Proximity.Cli.Configuration;
using Proximity.Cli.Running;

namespace Proximity.Cli.Tests.Running;

public class BindNameTests
{
    [Theory]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("127.0.0.2", "127.0.0.2")]
    [InlineData("::1", "::1")]
    [InlineData("[::1]", "[::1]")]
    public void NameOrAddress_BecomesAnAddress(string bind, string address)
        => Assert.Equal(address, BindName.Resolve(new Settings().With(nameof(Settings.Bind), bind, "--bind")).Bind);

    [Fact]
    public void NothingSaid_StaysSo() => Assert.Null(BindName.Resolve(new Settings()).Bind);

    [Fact]
    public void NameWithoutAddress_IsRefusedInTheWordsOfItsSource()
    {
        var settings = new Settings().With(nameof(Settings.Bind), "not an address", "c.json: \"bind\"");

        var refusal = Assert.Throws<ConfigurationException>(() => BindName.Resolve(settings));

        Assert.StartsWith("c.json: \"bind\" is not an address, but must be an address of this machine", refusal.Message, StringComparison.Ordinal);
    }
}
