using CsCheck;
using Microsoft.Data.Sqlite;
using Proximity.Content;
using Proximity.Filters;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Sql;
using Proximity.Filters.Syntax;

namespace Proximity.Flows.Tests.Filters;

public sealed class SqlFilterTests : IDisposable
{
    private readonly SqliteConnection database = new("Data Source=:memory:");

    public SqlFilterTests()
    {
        database.Open();
        Execute(FlowsTable.SqliteDefinition);
    }

    public void Dispose() => database.Dispose();

    [Fact]
    public void RowsAndResidual_AreTheFlowsThatMatch()
    {
        FlowSnapshot[] flows = RandomFlows.All.Array[300].Single();
        Insert(flows);
        Trees.Valid.Sample(
            tree =>
            {
                Filter filter = Filter.Of(tree, new FilterSettings());
                Assert.Equal(flows.Where(filter.Matches).Select(flow => Array.IndexOf(flows, flow)), Select(filter, flows));
            },
            iter: 3000,
            threads: 1,
            print: FilterPrinter.Print);
    }

    [Theory]
    [MemberData(nameof(Examples.Texts), MemberType = typeof(Examples))]
    public void Example_SelectsTheFlowsThatMatch(string text)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("noise.txt", "example.com\n");
        FlowSnapshot[] flows = RandomFlows.All.Array[100].Single();
        Insert(flows);
        Filter filter = Filter.Parse(text, new FilterSettings { FileFolder = Path.GetDirectoryName(file) });

        Assert.Equal(flows.Where(filter.Matches).Select(flow => Array.IndexOf(flows, flow)), Select(filter, flows));
    }

    [Theory]
    [InlineData("host:example.com", "((host = @f0 OR host LIKE @f1 ESCAPE '\\'))", null)]
    [InlineData("status:5xx method:post", "((status >= @f0 AND status <= @f1)) AND ((method = @f2 COLLATE NOCASE))", null)]
    [InlineData("-status:404", "(NOT coalesce(((status >= @f0 AND status <= @f1)), 0))", null)]
    [InlineData("status:5xx header[x]:a", "((status >= @f0 AND status <= @f1))", "req.header[x]:a or res.header[x]:a")]
    [InlineData("status:5xx or body:a", "1", "status:5xx or req.body:a or res.body:a")]
    [InlineData("host:*.cdn.*", "((host LIKE @f0 ESCAPE '\\'))", "host:*.cdn.*")]
    [InlineData("-host:*.cdn.*", "1", "-host:*.cdn.*")]
    [InlineData("is:error rule:x", "((flags & 512) <> 0) AND (0)", null)]
    public void Filter_IsWrittenAsSql(string text, string where, string? residual)
    {
        SqlFilter filter = SqlTranslator.Translate(Filter.Parse(text));

        Assert.Equal(where, filter.Where);
        Assert.Equal(residual, filter.Residual?.ToString());
    }

    [Theory]
    [InlineData("host:example.com", "((host = $1 OR host ILIKE $2 ESCAPE '\\'))", null)]
    [InlineData("status:5xx method:post", "((status >= $1 AND status <= $2)) AND ((lower(method) = lower($3 COLLATE \"C\")))", null)]
    [InlineData("-status:404", "(NOT coalesce(((status >= $1 AND status <= $2)), false))", null)]
    [InlineData("status:5xx or body:a", "true", "status:5xx or req.body:a or res.body:a")]
    [InlineData("is:error rule:x", "((flags & 512) <> 0) AND (false)", null)]
    public void Filter_IsWrittenForPostgres(string text, string where, string? residual)
    {
        SqlFilter filter = SqlTranslator.Translate(Filter.Parse(text), SqlDialect.Postgres);

        Assert.Equal(where, filter.Where);
        Assert.Equal(residual, filter.Residual?.ToString());
    }

    [Theory]
    [InlineData(" ")]
    [InlineData(" or ")]
    [InlineData(" -")]
    public void LongestFilter_IsWithinSqlitesDepth(string connective)
    {
        FlowSnapshot[] flows = [new FlowSketch().Snapshot()];
        Insert(flows);
        Filter filter = Filter.Parse(string.Join(connective, Enumerable.Repeat("method:get", 490)));

        Assert.Equal(filter.Matches(flows[0]) ? [0] : [], Select(filter, flows));
    }

    [Fact]
    public void HostTest_UsesTheIndex()
    {
        SqlFilter filter = SqlTranslator.Translate(Filter.Parse("host=Example.com"));
        using SqliteCommand command = Command($"EXPLAIN QUERY PLAN SELECT id FROM flow WHERE {filter.Where}", filter.Parameters);
        using SqliteDataReader reader = command.ExecuteReader();
        Assert.True(reader.Read());
        Assert.Contains("USING COVERING INDEX flow_host", reader.GetString(3), StringComparison.Ordinal);
    }

    [Fact]
    public void ValuesOfTheText_AreParametersOnly()
    {
        SqlFilter filter = SqlTranslator.Translate(Filter.Parse("path:\"'; DROP TABLE flow; --\" or query*=\"'\""));
        Assert.DoesNotContain("DROP", filter.Where, StringComparison.Ordinal);
        Insert([new FlowSketch().Snapshot()]);
        Assert.Empty(Select(Filter.Parse("path:\"'; DROP TABLE flow; --\""), []));
    }

    private void Insert(FlowSnapshot[] flows)
    {
        using SqliteTransaction transaction = database.BeginTransaction();
        var reader = new SnapshotReader(ContentCodings.BuiltIn);
        for (int i = 0; i < flows.Length; i++)
        {
            reader.Begin(flows[i]);
            object?[] row = [i, .. FlowsTable.Row(reader)];
            reader.End();
            string names = string.Join(", ", row.Select((_, index) => $"@f{index}"));
            using SqliteCommand command = Command($"INSERT INTO flow VALUES ({names})", row);
            command.Transaction = transaction;
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private List<int> Select(Filter filter, FlowSnapshot[] flows)
    {
        SqlFilter translated = SqlTranslator.Translate(filter);
        using SqliteCommand command = Command($"SELECT id FROM flow WHERE {translated.Where} ORDER BY id", translated.Parameters);
        using SqliteDataReader reader = command.ExecuteReader();
        var found = new List<int>();
        while (reader.Read())
        {
            int id = reader.GetInt32(0);
            if (translated.Residual?.Matches(flows[id]) is not false)
            {
                found.Add(id);
            }
        }

        return found;
    }

    private SqliteCommand Command(string text, IReadOnlyList<object?> parameters)
    {
        SqliteCommand command = database.CreateCommand();
#pragma warning disable CA2100 // What is tested is that the text holds no value.
        command.CommandText = text;
#pragma warning restore CA2100
        for (int i = 0; i < parameters.Count; i++)
        {
            command.Parameters.AddWithValue($"@f{i}", parameters[i] ?? DBNull.Value);
        }

        return command;
    }

    private void Execute(string text)
    {
        using SqliteCommand command = Command(text, []);
        command.ExecuteNonQuery();
    }
}
