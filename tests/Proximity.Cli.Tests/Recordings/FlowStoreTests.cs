using Proximity.Cli.Configuration;
using Proximity.Cli.Recordings;
using Proximity.Stores;

namespace Proximity.Cli.Tests.Recordings;

/// <summary>The verbs over a store.</summary>
public sealed class FlowStoreTests : IAsyncDisposable
{
    private const string Name = "memory://test";

    private readonly TemporaryFolder folder = new();
    private readonly MemoryFlowStore store = new();
    private readonly FlowsRig rig;

    public FlowStoreTests() => rig = new FlowsRig
    {
        Usual = Name,
        Stores =
        [
            new StoreKind(
                name => name.StartsWith("memory://", StringComparison.Ordinal),
                (_, _, _) => ValueTask.FromResult<IFlowStore>(new KeptOpen(store)))
            {
                AskAsync = (_, statement, _) => statement.StartsWith("SELECT", StringComparison.Ordinal)
                    ? ValueTask.FromResult(new SqlAnswer(["a", "b"], Rows()))
                    : throw new FlowStoreException(FlowStoreProblem.Refused, "Only SELECT is answered."),
            },
        ],
    };

    public async ValueTask DisposeAsync()
    {
        folder.Dispose();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Import_TakesEveryFile_AndTheRestIsFoundBySequence()
    {
        var one = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);
        var two = await SampleFlows.WriteAsync(folder, "b.har", SampleFlows.Json(1));

        Assert.Equal([$"5 flows of {one}", $"1 flow of {two}"], await rig.LinesAsync("import", Name, one, two));

        Assert.Equal(["1", "2", "3", "4", "5", "6"], await rig.LinesAsync("--fields", "id"));
        Assert.Equal(["1", "6"], await rig.LinesAsync("host:api.example.com", "--fields", "id"));
        Assert.Equal(["4", "5"], await rig.LinesAsync("-host:api.example.com", "--fields", "id", "--limit", "2"));
        Assert.StartsWith("#6 200 GET https://api", (await rig.LinesAsync("show", "6"))[0], StringComparison.Ordinal);
        Assert.Equal(["6"], await rig.LinesAsync("session:last", "--fields", "id"));
        Assert.Equal(["1", "6"], await rig.LinesAsync("res.json[/items/*/id]:1", "--fields", "id"));
    }

    [Fact]
    public async Task Json_HasBodies()
    {
        await ImportAsync();

        Assert.Contains("requestBody", Assert.Single(await rig.LinesAsync("method:post", "--json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TagMarkAndComment_AreFoundAgain()
    {
        await ImportAsync();

        Assert.Equal(["3 flows tagged"], await rig.LinesAsync("tag", "1,3..4", "bug-1234"));
        Assert.Equal(["2 flows marked"], await rig.LinesAsync("mark", "host:shop.example.com", "-path:/login", "red"));
        Assert.Equal(["1 flow commented"], await rig.LinesAsync("comment", "2", "look at this"));

        Assert.Equal(["1", "3", "4"], await rig.LinesAsync("tag:bug-1234", "--fields", "id"));
        Assert.Equal(["3\tred", "5\tred"], await rig.LinesAsync("is:marked", "mark:red", "--fields", "id,mark"));
        Assert.Equal(["2\tlook at this"], await rig.LinesAsync("has:comment", "--fields", "id,comment"));

        Assert.Equal(["1 flow changed"], await rig.LinesAsync("tag", "3", "bug-1234", "--remove"));
        Assert.Equal(["5 flows changed"], await rig.LinesAsync("mark", "*", "--remove"));
        Assert.Equal(["1", "4"], await rig.LinesAsync("tag:bug-1234", "--fields", "id"));
        Assert.Equal([""], await rig.LinesAsync("is:marked", "--fields", "id"));
    }

    [Fact]
    public async Task Delete_TakesFlowsOut()
    {
        await ImportAsync();

        Assert.Equal(["2 flows deleted"], await rig.LinesAsync("delete", "status:200"));
        Assert.Equal(["2", "3", "4"], await rig.LinesAsync("--fields", "id"));
        Assert.Equal((1, "1 flow deleted\n", $"1 of 2 are not in {Name}.\n"), await rig.RunAsync("delete", "2,99"));
        Assert.Equal((1, "0 flows deleted\n", $"No flow in {Name} matches.\n"), await rig.RunAsync("delete", "status:599"));
        await Assert.ThrowsAsync<ConfigurationException>(() => rig.RunAsync("delete", Name));
    }

    [Theory]
    [InlineData("There is no mark pink; there are red, orange,", "mark", "1", "pink")]
    [InlineData("There is no mark 1;", "mark", "1", "1")]
    [InlineData("A tag has 1 to 64 characters", "tag", "1", "a b")]
    [InlineData("The numbers of flows, or a filter,", "tag", "bug")]
    [InlineData("1..9999999 names more than", "delete", "1..9999999")]
    public async Task WrongWords_AreRefused(string sentence, params string[] words)
    {
        var exception = await Assert.ThrowsAsync<ConfigurationException>(() => rig.RunAsync(words));

        Assert.StartsWith(sentence, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Flows can be tagged in a store only", "tag", "1", "x")]
    [InlineData("Flows can be deleted in a store only", "delete", "1")]
    [InlineData("Flows can be put in a store only", "import")]
    [InlineData("SQL can be asked in a store only", "sql", "SELECT 1")]
    public async Task File_IsNoStore(string sentence, string verb, params string[] words)
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.Json(1));

        var (code, _, errors) = await rig.RunAsync([verb, file, .. words]);

        Assert.Equal(2, code);
        Assert.Equal($"{sentence}, and {file} is a file.\n", errors);
    }

    [Fact]
    public async Task Follow_ShowsWhatTheStoreTakes()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await ImportAsync();
        var output = new LineStream();
        var running = new FlowsRig { Stores = rig.Stores, Output = output, Stop = stop.Token }
            .RunAsync(Name, "host:api.example.com", "--follow", "--limit", "3", "--fields", "id,status");

        Assert.Equal("1\t200", await output.NextAsync());
        await store.AppendAsync(
            [
                new FlowRecord(SampleFlows.Form(1).Snapshot(), Guid.CreateVersion7()),
                new FlowRecord(SampleFlows.Json(2).Snapshot(), Guid.CreateVersion7()),
            ],
            FlowAppendOptions.Default,
            stop.Token);
        Assert.Equal("7\t200", await output.NextAsync());

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Sql_IsAnsweredInColumnsAndInJson()
    {
        Assert.Equal(["a\tb", "1\tx\\x1B", "\t00FF"], await rig.LinesAsync("sql", Name, "SELECT 1"));
        Assert.Equal(["""{"a":1,"b":"x\u001B"}""", """{"a":null,"b":"AP8="}"""], await rig.LinesAsync("sql", "SELECT 1", "--json"));
        var terminal = new FlowsRig { Width = 80, Usual = Name, Stores = rig.Stores };
        Assert.Equal(["A  B", "1  x\\x1B", "   00FF"], await terminal.LinesAsync("sql", "SELECT 1"));
        Assert.Equal((2, "", "Only SELECT is answered.\n"), await rig.RunAsync("sql", "DELETE FROM flow"));
        await Assert.ThrowsAsync<ConfigurationException>(() => rig.RunAsync("sql", Name));
    }

    [Fact]
    public async Task StoreThatNamesItself_IsNamedOnce()
    {
        var opening = new StoreKind(_ => true, (name, _, _)
            => throw new FlowStoreException(FlowStoreProblem.Unavailable, $"{name}: there is no such file."));
        var asking = new StoreKind(_ => true, (_, _, _) => ValueTask.FromResult<IFlowStore>(new KeptOpen(store)))
        {
            AskAsync = (_, _, _) => throw new FlowStoreException(FlowStoreProblem.Unavailable, "memory://x: it has gone."),
        };

        Assert.Equal(
            (1, "", "memory://x cannot be opened: there is no such file.\n"),
            await new FlowsRig { Stores = [opening] }.RunAsync("memory://x"));
        Assert.Equal(
            (1, "", "memory://x: it has gone.\n"),
            await new FlowsRig { Stores = [asking] }.RunAsync("sql", "memory://x", "DELETE"));
    }

    [Fact]
    public async Task StoreThatFails_EndsWithASentence()
    {
        await store.DisposeAsync();
        var kind = new StoreKind(_ => true, (_, _, _) => throw new FlowStoreException(FlowStoreProblem.Locked, "Another writer has it."));

        var (code, _, errors) = await new FlowsRig { Stores = [kind] }.RunAsync("memory://x");

        Assert.Equal((1, "memory://x cannot be opened: Another writer has it.\n"), (code, errors));
    }

    private async Task ImportAsync()
        => await rig.LinesAsync("import", Name, await SampleFlows.WriteAsync(folder, "all.jsonl", SampleFlows.All));

    private static async IAsyncEnumerable<IReadOnlyList<object?>> Rows()
    {
        yield return [1L, "x\u001b"];
        await Task.CompletedTask;
        yield return [null, new byte[] { 0, 255 }];
    }
}
