using System.Text.RegularExpressions;
using Proximity.Storage.Sqlite.Native;
using Proximity.Storage.Sqlite.Schema;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Tests;

/// <summary>What docs/stores-sqlite.md says of the file is what it is.</summary>
public sealed partial class DocumentedQueryTests : StoreTest
{
    private static readonly string Page = File.ReadAllText(FindPage());

    public static TheoryData<string> Queries
        => [.. Blocks(isSchema: false).SelectMany(text => Query().Matches(text)).Select(query => query.Value.Trim())];

    [Fact]
    public void ThereAreTenQueries() => Assert.InRange(Queries.Count, 10, 100);

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Query_FindsSomething(string query)
    {
        await using (SqliteFlowStore store = await Open())
        {
            byte[] shared = TestFlows.Noise(1, 5000);
            await store.Append(TestFlows.Records(1, 100, id => id % 2 == 0 ? shared : TestFlows.Noise(id, 10)));
            await store.Append(new FlowRecord(Failed(101), Guid.CreateVersion7()));
            await store.AnnotateAsync([1], new FlowAnnotationChange { AddTags = ["todo"], Comment = "why?" });
        }

        using Database database = Database.OpenForReading(FilePath, TimeProvider.System);
        using Statement statement = database.Prepare(query);
        Assert.True(statement.IsReadOnly);
        Assert.True(statement.Step(), "It finds nothing.");
    }

    [Fact]
    public async Task Schema_IsThePage()
    {
        await (await Open()).DisposeAsync();
        using Database database = Database.OpenForReading(FilePath, TimeProvider.System);
        using Statement tables = database.Prepare(
            "SELECT m.name, t.name FROM sqlite_schema m JOIN pragma_table_info(m.name) t WHERE m.type = 'table'");
        string schema = string.Concat(Blocks(isSchema: true));
        while (tables.Step())
        {
            Assert.Contains($"CREATE TABLE {tables.Text(0)}(", schema, StringComparison.Ordinal);
            Assert.Matches($@"\b{tables.Text(1)}\b", schema);
        }

        Assert.Contains($"version {StoreFile.CurrentVersion}", Page, StringComparison.Ordinal);
    }

    private static Flows.FlowSnapshot Failed(long id)
    {
        var flow = new Flows.Tests.Filters.FlowSketch
        {
            Response = null,
            ErrorCode = "upstream_read_failed",
            AnsweredStatus = 502,
            Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000 + id),
        };
        return flow.Snapshot();
    }

    private static IEnumerable<string> Blocks(bool isSchema) => Block().Matches(Page)
        .Select(match => match.Groups[1].Value.Trim())
        .Where(text => text.StartsWith("CREATE", StringComparison.Ordinal) == isSchema);

    private static string FindPage()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string page = Path.Combine(folder.FullName, "docs", "stores-sqlite.md");
            if (File.Exists(page))
            {
                return page;
            }
        }

        throw new FileNotFoundException("docs/stores-sqlite.md");
    }

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("(SELECT|WITH)[^;]*;", RegexOptions.Singleline)]
    private static partial Regex Query();
}
