using Proximity.Masking;

namespace Proximity.Flows.Tests.Masking;

/// <summary>How many of the secrets that are planted in traffic are found, and how much of ordinary traffic is taken for one.</summary>
public class MaskingRecallTests
{
    private const int Secrets = 600;
    private const int HarmlessValues = 4000;
    private const double LeastRecall = 0.95;
    private const double MostFalseMasks = 0.01;

    private static readonly string[] Names =
    [
        "password", "access_token", "client_secret", "api_key", "refreshToken", "X-Mine", "sessionToken", "db_password", "Private-Token",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EverySecretThatIsNamed_IsMasked(int seed)
    {
        var planted = new PlantedSecrets(seed);
        string[] left = [.. Enumerable.Range(0, Secrets).Select(number => Leak(number, planted.Opaque(), isNamed: true)).OfType<string>()];

        Assert.Equal([], left);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void SecretsOfKnownShapes_AreMasked(int seed)
    {
        var planted = new PlantedSecrets(seed);
        string[] left = [.. Enumerable.Range(0, Secrets).Select(number => Leak(number, planted.Shaped(), isNamed: false)).OfType<string>()];

        Assert.True(left.Length <= (1 - LeastRecall) * Secrets, string.Join('\n', left));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void OrdinaryTraffic_IsLeftAsItIs(int seed)
    {
        var planted = new PlantedSecrets(seed);
        List<MaskedPlace> places = [];
        FlowMask mask = MaskingFlows.Mask(places.Add);
        for (int number = 0; number < HarmlessValues; number++)
        {
            mask.Mask(PlantedPlaces.Plant(number, "value", planted.Harmless()));
        }

        Assert.True(places.Count <= MostFalseMasks * HarmlessValues, string.Join('\n', places.Take(60)));
    }

    /// <summary>The secret with its place when the masked flow still shows it; null when it does not.</summary>
    private static string? Leak(int number, string secret, bool isNamed)
    {
        string name = isNamed ? Names[number % Names.Length] : "value";
        Flow flow = PlantedPlaces.Plant(number, name, secret);
        string essence = secret.StartsWith("-----", StringComparison.Ordinal) ? secret.Split('\n')[1] : secret;
        Assert.True(Shows(flow, essence), $"place {number % PlantedPlaces.Count} does not hold {secret}");
        Flow masked = MaskingFlows.Mask(null, "X-Mine").Mask(flow);
        bool isShown = Shows(masked, essence) || (isNamed && Shows(masked, essence.Split('/')[^1]));
        return isShown ? $"place {number % PlantedPlaces.Count}: {name}: {secret}" : null;
    }

    private static bool Shows(Flow flow, string secret)
    {
        string shown = MaskingFlows.Show(flow);
        return shown.Contains(secret, StringComparison.Ordinal) || Uri.UnescapeDataString(shown).Contains(secret, StringComparison.Ordinal);
    }
}
