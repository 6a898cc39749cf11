namespace Proximity.Network.Tests.Fixtures;

/// <summary>
/// The transport of the proxies under test: the default, unless <c>PROXIMITY_TEST_TRANSPORT</c> names another. test.sh runs these tests once for each.
/// </summary>
public static class TestTransport
{
    /// <summary>The transport.</summary>
    public static Transport Value { get; } = Environment.GetEnvironmentVariable("PROXIMITY_TEST_TRANSPORT") is { Length: > 0 } name ? Enum.Parse<Transport>(name) : Transport.Automatic;
}
