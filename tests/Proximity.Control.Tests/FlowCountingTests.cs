using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Control.Tests;

/// <summary>What flows.stats and flows.paths count.</summary>
public class FlowCountingTests
{
    private readonly MemoryStoreProxy proxy = new();

    [Fact]
    public async Task Stats_OfIds_CountsThoseThatAreThere()
    {
        await proxy.AddAsync(5, id => MemoryStoreProxy.Of(id, id < 4 ? 200 : 500, "/"));

        JsonElement answer = await proxy.AskAsync("flows.stats", """{"by":["status"],"ids":[1,2,5,99]}""");

        Assert.Equal([("200", 2), ("500", 1)], Groups(answer));
        Assert.Equal(3, answer.GetProperty("all").GetProperty("count").GetInt32());
        Assert.Equal(2, answer.GetProperty("all").GetProperty("p50").GetDouble());
    }

    [Theory]
    [InlineData("host")]
    [InlineData("client")]
    [InlineData("method,status")]
    [InlineData("path")]
    [InlineData("connection")]
    [InlineData("tag")]
    public async Task FilterOfAGroup_FindsItsFlowsAgain(string by)
    {
        await proxy.AddAsync(6, id => MemoryStoreProxy.Of(id, id < 4 ? 200 : 500, $"/a \"{id % 2}\""));
        await proxy.AddAsync(2, OfConnection);

        JsonElement answer = await proxy.AskAsync("flows.stats", $$"""{"by":["{{by.Replace(",", "\",\"", StringComparison.Ordinal)}}"]}""");

        foreach (JsonElement group in answer.GetProperty("groups").EnumerateArray())
        {
            bool hasFilter = group.TryGetProperty("filter", out JsonElement filter);
            Assert.Equal(by != "tag", hasFilter);
            if (hasFilter)
            {
                JsonElement found = await proxy.AskAsync("flows.search", JsonSerializer.Serialize(new { filter = filter.GetString() }));
                Assert.Equal(group.GetProperty("count").GetInt32(), found.Ids().Length);
            }
        }
    }

    [Fact]
    public async Task Paths_AreTheEntriesOfOneFolder()
    {
        string[] paths = ["/", "/a", "/a/b", "/a/c?x=1", "/a/c/d", "/e"];
        await proxy.AddAsync(6, id => MemoryStoreProxy.Of(id, 200, paths[id - 1]));

        JsonElement root = await proxy.AskAsync("flows.paths", """{"host":"example.com"}""");
        JsonElement inA = await proxy.AskAsync("flows.paths", """{"host":"example.com","under":"/a/"}""");

        Assert.Equal([("a/", 3, true), ("", 1, false), ("a", 1, false), ("e", 1, false)], Entries(root));
        Assert.Equal([("b", 1, false), ("c", 1, false), ("c/", 1, true)], Entries(inA));
        Assert.Equal((4, 6), (root.GetProperty("entryCount").GetInt32(), root.GetProperty("flows").GetInt32()));
    }

    [Fact]
    public async Task FilterOfAnEntry_FindsItsFlowsAgain()
    {
        string[] paths = ["/", "/a", "/a/b", "/a/c", "/a%20\"q"];
        await proxy.AddAsync(5, id => MemoryStoreProxy.Of(id, 200, paths[id - 1]));

        JsonElement root = await proxy.AskAsync("flows.paths", """{"host":"example.com"}""");

        foreach (JsonElement entry in root.GetProperty("entries").EnumerateArray())
        {
            string input = JsonSerializer.Serialize(new { filter = entry.GetProperty("filter").GetString() });
            Assert.Equal(entry.GetProperty("count").GetInt32(), (await proxy.AskAsync("flows.search", input)).Ids().Length);
        }
    }

    [Fact]
    public async Task Paths_CountWhatAnotherFilterFindsToo()
    {
        await proxy.AddAsync(4, id => MemoryStoreProxy.Of(id, id < 3 ? 200 : 500, $"/{id}"));

        JsonElement answer = await proxy.AskAsync("flows.paths", """{"host":"example.com","filter":"status:500 or path:/2","limit":2}""");

        Assert.Equal((3, 3), (answer.GetProperty("entryCount").GetInt32(), answer.GetProperty("flows").GetInt32()));
        Assert.Equal(2, answer.GetProperty("entries").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"host":"a","under":"v1"}""", "invalid_input")]
    [InlineData("""{"host":"a","limit":201}""", "invalid_limit")]
    [InlineData("""{"host":"a","filter":"hots:a"}""", "invalid_filter")]
    [InlineData("{}", "invalid_input")]
    public async Task Paths_RefusesWhatItCannotUse(string input, string code)
        => Assert.Equal(code, (await proxy.RefusalAsync("flows.paths", input)).Code);

    [Fact]
    public async Task PartsOfAFilter_StandBesideOthers()
    {
        JsonElement answer = await proxy.AskAsync("filter.check", """{"text":"(status:500 or has:error) -host:a.example"}""");

        Assert.Equal("""["(status:500 or has:error)","-host:a.example"]""", answer.GetProperty("tests").GetRawText());
    }

    private static FlowSnapshot OfConnection(long id) => new(new RequestSnapshot("GET", "https://example.com/h2", []), "127.0.0.1")
    {
        Id = id,
        Completed = true,
        ClientConnectionId = id % 2 == 0 ? 9 : null,
        ClientStream = id % 2 == 0 ? null : new StreamIdentity(7, 1),
    };

    private static IEnumerable<(string Key, int Count)> Groups(JsonElement answer)
        => answer.GetProperty("groups").EnumerateArray().Select(static group => (
            group.GetProperty("keys")[0].GetString()!, group.GetProperty("count").GetInt32()));

    private static IEnumerable<(string Name, int Count, bool IsFolder)> Entries(JsonElement answer)
        => answer.GetProperty("entries").EnumerateArray().Select(static entry => (
            entry.GetProperty("name").GetString()!, entry.GetProperty("count").GetInt32(), entry.GetProperty("folder").GetBoolean()));
}
