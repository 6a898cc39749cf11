using Proximity.Load.Comparing;
using Proximity.Load.Contestants;
using Proximity.Load.Workloads;

namespace Proximity.Load.Tests;

public class ContestantTests
{
    private const Abilities Everything = Abilities.Process | Abilities.Http | Abilities.Tunnel | Abilities.KeepAlive | Abilities.Upstream;

    private static readonly Contestant[] All =
    [
        Contestant.Direct,
        new Contestant("proximity", Everything, Plan),
        new Contestant("proximity-aot", Everything, Plan),
        new Contestant("tinyproxy", Everything & ~Abilities.KeepAlive, Plan),
        new Contestant("mine", Everything, Plan),
    ];

    [Theory]
    [InlineData("get-13-c16", "direct,proximity,tinyproxy")]
    [InlineData("start", "proximity,proximity-aot,tinyproxy")]
    [InlineData("idle-clients", "proximity")]
    [InlineData("chain-13-c64", "proximity,tinyproxy")]
    public void WithoutNames_TheUsualOnesThatCanDoItTakePart(string workload, string expected) => Assert.Equal(expected, Names(new ContestantList(All, Named: null, Added: []), workload));

    [Fact]
    public void AddedOne_TakesPartToo() => Assert.Equal("direct,proximity,tinyproxy,mine", Names(new ContestantList(All, Named: null, Added: ["mine"]), "get-13-c16"));

    [Fact]
    public void Names_ChooseWithPatterns() => Assert.Equal("proximity,proximity-aot,mine", Names(new ContestantList(All, new NamePatterns("proximity*,mine"), Added: []), "get-13-c16"));

    [Fact]
    public void Variant_HasItsOwnProgramVariablesAndOptions()
    {
        var variant = new Ours("/published").Variant("old: program=/other/proximity WIRE=sockets --no-record");
        var setting = new Setting(Path.GetTempPath(), new(System.Net.IPAddress.Loopback, 1), new(System.Net.IPAddress.Loopback, 2), new(System.Net.IPAddress.Loopback, 3), Upstream: null);

        var launch = variant.Plan!(setting);

        Assert.Equal("old", variant.Name);
        Assert.Equal("/other/proximity", launch.Program);
        Assert.Equal("--no-record", launch.Arguments[^1]);
        Assert.Equal("sockets", Assert.Single(launch.Environment, variable => variable.Key == "WIRE").Value);
    }

    [Fact]
    public void WorkloadNames_AreUnique()
    {
        var names = WorkloadList.All().Select(workload => workload.Name).ToArray();

        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public async Task ProcessWithAChild_IsCountedWithIt()
    {
        await using var child = new Child(new Launch("/bin/sh", ["-c", "read first; /bin/sh -c 'echo ready; read second'; true"]), Path.GetTempPath());

        Assert.Equal("ready", await child.AskAsync("go"));
        Assert.Equal(2, child.Tree.Members().Count);
    }

    private static string Names(ContestantList list, string workload) => string.Join(',', list.For(WorkloadList.All().Single(one => one.Name == workload)).Select(contestant => contestant.Name));

    private static Launch Plan(Setting setting) => new("/bin/true", []);
}
