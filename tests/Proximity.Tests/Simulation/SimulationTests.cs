using System.Globalization;
using Proximity.Tests.Exchanges;

namespace Proximity.Tests.Simulation;

/// <summary>
/// Simulations by seed: <c>PROXIMITY_SEEDS</c> of them (<c>./test.sh --seeds N</c>), 200 by default, or the one that <c>PROXIMITY_SEED</c> names.
/// </summary>
[Collection(nameof(Alone))]
public class SimulationTests(ITestOutputHelper output) : IClassFixture<NoUnobservedTask>
{
    private const int DefaultSeeds = 200;

    [Fact]
    public async Task EverySeed_EndsWithEveryByteInItsPlace()
    {
        int? one = Variable("PROXIMITY_SEED");
        int count = Variable("PROXIMITY_SEEDS") ?? DefaultSeeds;
        IEnumerable<int> seeds = one is { } seed ? [seed] : Enumerable.Range(1, count);
        (long exchanges, long whole, long misfortunes) = (0, 0, 0);
        foreach (int next in seeds)
        {
            var run = new SimulationRun(next);
            await run.RunAsync();
            Assert.True(!run.Violations.Any(), string.Join("\n", [.. run.Violations, .. run.Trace]));
            exchanges += run.Exchanges;
            whole += run.Whole;
            misfortunes += run.Misfortunes;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{exchanges} exchanges, {misfortunes} with a misfortune, {whole} whole"));
        Assert.True(one is not null || whole > exchanges / 2, "most of the simulated exchanges should work");
    }

    /// <summary>Other tests must not keep the threads busy that it takes for quiet ones.</summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

    private static int? Variable(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
