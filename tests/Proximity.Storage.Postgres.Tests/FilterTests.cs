using CsCheck;
using Proximity.Filters;
using Proximity.Filters.Syntax;
using Proximity.Flows;
using Proximity.Flows.Tests.Filters;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Tests;

/// <summary>What the database answers is what filters say of the flows themselves.</summary>
public sealed class FilterTests(PostgresServer server)
{
    private const int FlowCount = 120;
    private const int FilterCount = 300;

    [Fact]
    public async Task AnyFilter_FindsTheFlowsThatMatch()
    {
        FlowSnapshot[] flows = RandomFlows.All.Array[FlowCount].Single();
        await using PostgresFlowStore store = await server.OpenAsync(server.NewOptions());
        await store.Append([.. flows.Select(flow => new FlowRecord(flow, Guid.CreateVersion7()))]);
        StoredFlow[] stored = [.. (await store.Read()).Zip(flows, (kept, flow) => kept with { Flow = flow })];
        Assert.Equal(FlowCount, stored.Length);

        foreach (FilterNode tree in Trees.Valid.Array[FilterCount].Single())
        {
            Filter filter = Filter.Of(tree, new FilterSettings());
            long[] expected = [.. stored.Where(flow => filter.Evaluate(flow) is true).Select(flow => flow.Sequence)];

            long[] found = [.. (await store.Read(filter)).Select(flow => flow.Sequence)];

            Assert.True(
                expected.SequenceEqual(found),
                $"{FilterPrinter.Print(tree)}: [{string.Join(',', expected)}], [{string.Join(',', found)}]");
        }
    }

    [Theory]
    [InlineData("url*=\"a\0b\"", 1)]
    [InlineData("-url*=\"a\0b\"", 3)]
    [InlineData("path*=/a", 2)]
    [InlineData("host^=xxx", 1)]
    [InlineData("host$=yyy.example", 1)]
    [InlineData("-host$=yyy.example", 3)]
    [InlineData("path:\"'; DROP TABLE flow; --\"", 0)]
    [InlineData("path*=É", 1)]
    [InlineData("path*=é", 0)]
    public async Task TextThatTheDatabaseCannotHave_IsFound(string text, int count)
    {
        await using PostgresFlowStore store = await server.OpenAsync(server.NewOptions());
        await store.Append(
            TestFlows.Record(1, "http://one.example/a\0b"),
            TestFlows.Record(2, "http://two.example/a\ud800"),
            TestFlows.Record(3, $"http://{new string('x', 3000)}.yyy.example/"),
            TestFlows.Record(4, "http://four.example/É"));

        Assert.Equal(count, (await store.Read(Filter.Parse(text))).Count);
    }
}
