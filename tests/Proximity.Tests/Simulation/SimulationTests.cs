using System.Globalization;
using Proximity.Tests.Exchanges;
using Proximity.Tests.Wires;
using Proximity.TestsOfAll;

namespace Proximity.Tests.Simulation;

/// <summary>
/// Simulations by seed: <c>PROXIMITY_SEEDS</c> of them (<c>./test.sh --seeds N</c>), 200 by default, or the one that <c>PROXIMITY_SEED</c> names.
/// </summary>
[Collection(nameof(Alone))]
public class SimulationTests(ITestOutputHelper output) : IClassFixture<NoUnobservedTask>
{
    private const int DefaultSeeds = 200;
    private const int SomeSeeds = 50;
    private const int FewSeeds = 8;

    [Fact]
    public Task EverySeed_EndsWithEveryByteInItsPlace() => RunAsync(DefaultSeeds, GroundKind.Memory);

    [Fact]
    public Task EverySeedOverEventLoops_EndsWithEveryByteInItsPlace() => RunAsync(FewSeeds, GroundKind.EventLoops);

    [Fact]
    public Task EverySeedInsideTls_EndsWithEveryByteInItsPlace() => RunInTlsAsync(FewSeeds, GroundKind.Memory);

    [Theory]
    [InlineData(GroundKind.Memory, BodyMode.NotCaptured)]
    [InlineData(GroundKind.Memory, BodyMode.Held)]
    [InlineData(GroundKind.EventLoops, BodyMode.Held)]
    [InlineData(GroundKind.Memory, BodyMode.Transformed)]
    [InlineData(GroundKind.EventLoops, BodyMode.Transformed)]
    public Task EverySeedOfAMode_EndsWithEveryByteInItsPlace(GroundKind kind, BodyMode mode)
        => RunAsync(kind == GroundKind.Memory ? SomeSeeds : FewSeeds, kind, mode: mode);

    [Theory]
    [InlineData(BodyMode.Held)]
    [InlineData(BodyMode.Transformed)]
    public Task EverySeedInsideTlsOfAMode_EndsWithEveryByteInItsPlace(BodyMode mode) => RunInTlsAsync(FewSeeds, GroundKind.Memory, mode);

    [Theory]
    [InlineData(GroundKind.Memory, BodyMode.Held)]
    [InlineData(GroundKind.EventLoops, BodyMode.Held)]
    [InlineData(GroundKind.Memory, BodyMode.Transformed)]
    [InlineData(GroundKind.EventLoops, BodyMode.Transformed)]
    [Trait("Category", "All")]
    public Task ManySeedsOfAMode_EndWithEveryByteInItsPlace(GroundKind kind, BodyMode mode)
    {
        LongTests.Require();
        return RunAsync(DefaultSeeds, kind, mode: mode);
    }

    [Theory]
    [InlineData(GroundKind.Memory)]
    [InlineData(GroundKind.EventLoops)]
    [Trait("Category", "All")]
    public Task ManySeedsInsideTls_EndWithEveryByteInItsPlace(GroundKind kind)
    {
        LongTests.Require();
        return RunInTlsAsync(DefaultSeeds, kind);
    }

    [Fact]
    [Trait("Category", "All")]
    public Task ManySeedsOverEventLoops_EndWithEveryByteInItsPlace()
    {
        LongTests.Require();
        return RunAsync(DefaultSeeds, GroundKind.EventLoops);
    }

    private async Task RunInTlsAsync(int seeds, GroundKind kind, BodyMode mode = BodyMode.Captured)
    {
        using var tls = new SimulatedTls();
        await RunAsync(seeds, kind, tls, mode);
    }

    private async Task RunAsync(int defaultCount, GroundKind kind, SimulatedTls? tls = null, BodyMode mode = BodyMode.Captured)
    {
        int? one = Variable("PROXIMITY_SEED");
        int count = Variable("PROXIMITY_SEEDS") is { } asked ? Math.Max(1, asked * defaultCount / DefaultSeeds) : defaultCount;
        IEnumerable<int> seeds = one is { } seed ? [seed] : Enumerable.Range(1, count);
        (long exchanges, long whole, long misfortunes) = (0, 0, 0);
        foreach (int next in seeds)
        {
            var run = new SimulationRun(next, kind, tls, mode);
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
