using Proximity.Hosting;
using Proximity.Tests.Origins;
using Proximity.Wires;

namespace Proximity.Tests.Wires;

public class DescriptorBudgetTests
{
    [Fact]
    public void NoLimit_ShrinksNothing()
    {
        DescriptorBudget budget = DescriptorBudget.Unlimited;
        Assert.Equal((16_384, 10_000, 1024), (budget.Clients(16_384), budget.Tunnels(10_000), budget.IdleOrigins(1024)));
        Assert.Equal((int.MaxValue, int.MaxValue), (budget.Ceiling, budget.ClientCeiling));
    }

    [Fact]
    public void WideLimit_ShrinksNothing()
    {
        var budget = new DescriptorBudget(524_288, 100);
        Assert.Equal((16_384, 10_000, 1024), (budget.Clients(16_384), budget.Tunnels(10_000), budget.IdleOrigins(1024)));
        Assert.Equal((64, 256), (budget.Lookups, budget.Pipes));
    }

    [Theory]
    [InlineData(320, 95, 48)]
    [InlineData(300, 40, 0)]
    [InlineData(1024, 95, 12)]
    [InlineData(170, 40, 0)]
    public void NarrowLimit_KeepsTheReserve_AndLeavesOriginsAShare(int limit, int open, int late)
    {
        var budget = new DescriptorBudget(limit, open, late);
        Assert.True(budget.IsEnough);
        Assert.True(budget.Reserve >= 32 + late + (2 * budget.Lookups), "look-ups would use up the reserve");
        Assert.Equal(limit - budget.Reserve, budget.Ceiling);
        Assert.True(budget.Open > open, "the rest of the start opens some more");
        Assert.True(budget.Open + budget.Clients(16_384) <= budget.ClientCeiling, "clients would take what is kept for origins");
        Assert.True(budget.ClientCeiling < budget.Ceiling, "no number is kept for origins");
        Assert.True(budget.Open + (2 * budget.Tunnels(10_000)) <= budget.Ceiling, "tunnels would use up the reserve");
        Assert.True(budget.IdleOrigins(1024) + (2 * budget.Pipes) <= budget.Room / 2, "what waits unused would take more than half");
    }

    [Theory]
    [InlineData(64, 50, 0)]
    [InlineData(116, 94, 24)]
    [InlineData(120, 94, 72)]
    public void LimitWithoutRoom_SaysWhichOneIsNeeded(int limit, int open, int late)
    {
        var budget = new DescriptorBudget(limit, open, late);
        Assert.False(budget.IsEnough);
        DescriptorBudget named = budget with { Limit = budget.LeastLimit };
        Assert.True(named.IsEnough);
        Assert.True((named with { OpenNow = open + 8 }).IsEnough, "the next start may find a few more open");
        Assert.True(named.Clients(16_384) >= 16, "too few clients are served");
        Assert.False((budget with { Limit = budget.LeastLimit - 16 }).IsEnough);
    }

    [Fact]
    public void AssembliesLoadedLate_RaiseTheCeilings_ByWhatWasKeptForThem()
    {
        var budget = new DescriptorBudget(400, 95, 72);
        Assert.Equal(400 - budget.Reserve, budget.CeilingAfter(0));
        Assert.Equal(400 - budget.Reserve + 20, budget.CeilingAfter(10));
        Assert.Equal(400 - budget.Reserve + 72, budget.CeilingAfter(1000));
    }

    [Theory]
    [InlineData(true, 16_384, 10_000, 51, 51)]
    [InlineData(true, 10, 10_000, 10, 51)]
    [InlineData(true, 16_384, 20, 78, 20)]
    [InlineData(false, 16_384, 10_000, 78, 51)]
    public void FittedClients_HaveATunnelEach_WithInterception(
        bool intercepts, int wantedClients, int wantedTunnels, int clients, int tunnels)
    {
        // Of 300, 82 are the reserve and 115 are open, beside the loops: a room of 103.
        var budget = new DescriptorBudget(300, 0, 14);
        budget = budget with { OpenNow = 115 - budget.Open };
        var network = new FakeNames(budget);
        var options = new ProxyOptions
        {
            MaxConnections = wantedClients,
            MaxTunnels = wantedTunnels,
            Interception = intercepts ? new InterceptionOptions() : null,
        };
        Assert.Equal(103, budget.Room);
        Assert.Equal((clients, tunnels), (ServicesBuilder.MaxConnections(options, network), ServicesBuilder.MaxTunnels(options, network)));
    }

    [Fact]
    public void ThisProcess_HasFilesOpen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux says how many files are open");
        using FileStream one = File.OpenRead("/dev/null");
        Assert.InRange(DescriptorLimit.CountOpen(), 4, DescriptorLimit.Read() ?? int.MaxValue);
        Assert.False(DescriptorLimit.HasRoomBelow(1, (int)one.SafeFileHandle.DangerousGetHandle()));
        Assert.True(DescriptorLimit.HasRoomBelow(int.MaxValue, (int)one.SafeFileHandle.DangerousGetHandle()));
    }
}
