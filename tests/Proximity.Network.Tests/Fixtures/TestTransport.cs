
namespace Proximity.Network.Tests.Fixtures;

/// <summary>
/// The transport of the proxies under test: the default, unless <c>PROXIMITY_TEST_TRANSPORT</c> names another, or <c>Together</c>, which is the default with every short write made
/// together with others, even if there are none. test.sh runs these tests once for each.
/// </summary>
public static class TestTransport
{
    private const string Together = "Together";

    private static readonly string? Name = Environment.GetEnvironmentVariable("PROXIMITY_TEST_TRANSPORT") is { Length: > 0 } name ? name : null;

    /// <summary>The transport.</summary>
    public static Transport Value { get; } = Name is null or Together ? Transport.Automatic : Enum.Parse<Transport>(Name);

    /// <summary>Has a proxy use it.</summary>
    public static void Apply(ProxyOptions options)
    {
        options.Transport = Value;
        options.SendRule = Name == Together ? SendRule.Together : SendRule.Automatic;
    }
}
