using System.Net;
using Proximity.Wires;

namespace Proximity.Tests.Server;

/// <summary>A process in which something else has taken the low numbers for good.</summary>
public sealed class DescriptorShortageTests
{
    [Fact]
    public async Task NobodyConnected_ClientsAreServedOneAfterTheOther()
    {
        await using Harness harness = await Harness.StartAsync(between: network => new CrowdedNetwork(network));
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherIsConnected_ClientWaitsUntilItLeaves()
    {
        var logger = new CollectingLogger();
        await using Harness harness = await Harness.StartAsync(
            options => options.Logger = logger,
            between: network => new CrowdedNetwork(network));
        Wire first = await harness.ConnectAsync();
        Task<string> second = harness.GetAsync();
        while (!logger.Lines.Any(line => line.Contains("only the reserve is left", StringComparison.Ordinal)))
        {
            await Task.Yield();
        }

        Assert.False(second.IsCompleted, "the second client is served beside the first");
        first.Abort();
        Assert.EndsWith("ok", await second, StringComparison.Ordinal);
    }

    /// <summary>No descriptor is low enough, ever.</summary>
    private sealed class CrowdedNetwork(Network inner) : Network
    {
        public override Listener Listen(IPAddress? address, int port) => new CrowdedListener(inner.Listen(address, port));

        public override ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken)
            => inner.ResolveAsync(host, cancellationToken);

        public override ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
            => inner.ConnectAsync(endPoint, cancellationToken);

        public override void Close() => inner.Close();
    }

    private sealed class CrowdedListener(Listener inner) : Listener
    {
        public override IPEndPoint EndPoint => inner.EndPoint;

        public override bool IsCrowded => true;

        public override ValueTask<Wire?> AcceptAsync() => inner.AcceptAsync();

        public override void Close() => inner.Close();
    }
}
