using System.Reflection;
using System.Text;
using Proximity.Filters.Sql;
using Proximity.Storage.Sqlite.Native;
using Proximity.Storage.Sqlite.Schema;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Tests;

public sealed class FileTests : StoreTest
{
    [Fact]
    public void Columns_AreThoseThatFiltersAskFor()
    {
        using Database database = New(SchemaVersions.Steps);
        using Statement columns = database.Prepare("SELECT name, type FROM pragma_table_info('flow') ORDER BY cid");
        var found = new List<string>();
        while (columns.Step())
        {
            found.Add($"{columns.Text(0)} {columns.Text(1)}");
        }

        string[] expected = [.. FlowsTable.Columns.Select(column => $"{column.Name} {column.Type.Split(' ')[0]}")];
        Assert.Equal("id INTEGER", found[0]);
        Assert.Empty(expected.Except(found));
        Assert.Equal(
            ["id INTEGER", "session INTEGER", "req_body INTEGER", "res_body INTEGER", "mark TEXT", "tags TEXT", "comment TEXT"],
            found.Except(expected));
    }

    [Fact]
    public async Task FileOfVersion1_IsOpened_AndWrittenOn()
    {
        await Script("version-1.sql");

        await using SqliteFlowStore store = await Open();
        await store.Append(TestFlows.Record(3));

        Assert.Equal(StoreFile.CurrentVersion, Ask("PRAGMA user_version"));
        FlowPage page = await store.QueryAsync(new FlowQuery { WithBodies = true, Budget = TimeSpan.FromMinutes(1) });
        Assert.Equal([8, 7, 5], page.Flows.Select(flow => flow.Sequence));
        Assert.Equal("http://example.com/old", page.Flows[2].Flow.Request.Url);
        Assert.Equal("kept"u8.ToArray(), page.Flows[2].Flow.Response!.Body.Bytes.ToArray());
        Assert.Equal(FlowMark.Red, page.Flows[2].Annotation.Mark);
        Assert.Equal(["later", "slow"], page.Flows[2].Annotation.Tags);
        AssertSound(FilePath);
    }

    [Fact]
    public void Steps_AreTakenOneBehindTheOther()
    {
        using Database database = New(SchemaVersions.Steps);
        database.Execute("INSERT INTO session(id, uuid, proxy, started) VALUES (1, 'x', 'y', 0)");

        StoreFile.Prepare(
            database, [.. SchemaVersions.Steps, "ALTER TABLE session ADD COLUMN two TEXT", "UPDATE session SET two = 'three'"]);

        Assert.Equal(SchemaVersions.Steps.Count + 2, database.Number("PRAGMA user_version"));
        Assert.Equal(1, database.Number("SELECT count(*) FROM session WHERE two = 'three'"));
    }

    [Fact]
    public void StepThatFails_LeavesTheFileAsItWas()
    {
        using Database database = New(SchemaVersions.Steps);

        Assert.Throws<FlowStoreException>(
            () => StoreFile.Prepare(database, [.. SchemaVersions.Steps, "CREATE TABLE half(a) STRICT; nonsense"]));

        Assert.Equal(SchemaVersions.Steps.Count, database.Number("PRAGMA user_version"));
        Assert.Equal(0, database.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NewerFile_IsRefusedByItsVersion(bool isReadOnly)
    {
        await (await Open()).DisposeAsync();
        Change("PRAGMA user_version = 99");

        var refused = await Assert.ThrowsAsync<FlowStoreException>(() => Open(new SqliteFlowStoreOptions { IsReadOnly = isReadOnly }));

        Assert.Equal(FlowStoreProblem.Incompatible, refused.Problem);
        Assert.Contains("version 99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherSqliteFile_IsRefusedAndLeftAsItIs()
    {
        Change("CREATE TABLE mine(a); INSERT INTO mine VALUES (1)");

        var refused = await Assert.ThrowsAsync<FlowStoreException>(() => Open());

        Assert.Equal(FlowStoreProblem.Incompatible, refused.Problem);
        Assert.Equal(1, Ask("SELECT count(*) FROM sqlite_schema"));
    }

    [Theory]
    [InlineData("this is no database at all, but a text of some length that goes on for more than a hundred bytes, as headers do.")]
    [InlineData("short")]
    public async Task OtherFile_IsRefused(string content)
    {
        await File.WriteAllTextAsync(FilePath, content);

        var refused = await Assert.ThrowsAsync<FlowStoreException>(() => Open());

        Assert.Equal(FlowStoreProblem.Incompatible, refused.Problem);
        Assert.Equal(content, await File.ReadAllTextAsync(FilePath));
    }

    [Fact]
    public async Task DamagedFile_IsAClearError()
    {
        await using (SqliteFlowStore store = await Open())
        {
            await store.Append(TestFlows.Records(1, 500, id => TestFlows.Noise(id, 500)));
        }

        await using (FileStream file = File.OpenWrite(FilePath))
        {
            // Everything but the header and the first page.
            file.Position = StoreFile.PageBytes;
            byte[] noise = TestFlows.Noise(1, (int)file.Length - StoreFile.PageBytes);
            await file.WriteAsync(noise);
        }

        var damaged = await Assert.ThrowsAsync<FlowStoreException>(async () =>
        {
            await using SqliteFlowStore store = await Open();
            await store.QueryAsync(new FlowQuery());
        });

        Assert.Equal(FlowStoreProblem.Corrupt, damaged.Problem);
        Assert.Contains(FilePath, damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondWriter_IsRefused_UntilTheFirstIsGone()
    {
        await using (SqliteFlowStore first = await Open())
        {
            var refused = await Assert.ThrowsAsync<FlowStoreException>(() => Open());
            Assert.Equal(FlowStoreProblem.Locked, refused.Problem);
            Assert.True(refused.MayPass);
        }

        await using SqliteFlowStore second = await Open();
        Assert.Equal(1, await second.Append(TestFlows.Record(1)));
    }

    [Fact]
    public async Task FileThatIsOpen_IsKnown_UntilEveryStoreOfItIsClosed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets not everybody make links.");
        string link = PathOf("link.db");
        await using (SqliteFlowStore writer = await Open())
        {
            File.CreateSymbolicLink(link, FilePath);
            await (await Open(new SqliteFlowStoreOptions { IsReadOnly = true })).DisposeAsync();

            Assert.True(SqliteFlowStore.IsOpen(FilePath));
            Assert.True(SqliteFlowStore.IsOpen(link));
        }

        Assert.False(SqliteFlowStore.IsOpen(FilePath));
        Assert.False(SqliteFlowStore.IsOpen(PathOf("none.db")));
    }

    [Fact]
    public async Task NewFiles_AreTheOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        await using SqliteFlowStore store = await Open();
        await store.Append(TestFlows.Record(1));

        foreach (string end in new[] { "", "-wal", "-shm", "-lock" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath + end));
        }
    }

    [Fact]
    public async Task FolderThatIsMissing_IsAClearError()
    {
        var missing = await Assert.ThrowsAsync<FlowStoreException>(() => SqliteFlowStore.OpenAsync(PathOf("none/flows.db")));

        Assert.Equal(FlowStoreProblem.Unavailable, missing.Problem);
    }

    [Fact]
    public async Task TextIndexWithABoundInBytes_IsRefused() => await Assert.ThrowsAsync<ArgumentException>(
        () => Open(new SqliteFlowStoreOptions { HasTextIndex = true, MaxBytes = SqliteFlowStoreOptions.SmallestMaxBytes }));

    [Fact]
    public async Task MissingFile_IsNotMadeByAReader()
    {
        var missing = await Assert.ThrowsAsync<FlowStoreException>(() => Open(new SqliteFlowStoreOptions { IsReadOnly = true }));

        Assert.Equal(FlowStoreProblem.Unavailable, missing.Problem);
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public async Task Reader_ChangesNothing()
    {
        await (await Open()).DisposeAsync();
        await using SqliteFlowStore reader = await Open(new SqliteFlowStoreOptions { IsReadOnly = true });

        await Assert.ThrowsAsync<FlowStoreException>(async () => await reader.Append(TestFlows.Record(1)));
        await Assert.ThrowsAsync<FlowStoreException>(async () => await reader.DeleteAsync([1]));
    }

    [Fact]
    public async Task Sequences_AreNotGivenAgain_AfterTheNewestWent()
    {
        await using (SqliteFlowStore store = await Open())
        {
            await store.Append(TestFlows.Records(1, 5));
            await store.DeleteAsync([4, 5]);
        }

        await using SqliteFlowStore again = await Open();
        await again.Append(TestFlows.Record(6));

        FlowPage page = await again.QueryAsync(new FlowQuery { Budget = TimeSpan.FromMinutes(1) });
        Assert.Equal([6, 3, 2, 1], page.Flows.Select(flow => flow.Sequence));
        AssertSound(FilePath);
    }

    [Fact]
    public async Task FullFile_IsAnError_AndLaterTakesFlowsAgain()
    {
        await using (SqliteFlowStore store = await Open(new SqliteFlowStoreOptions { MaxPages = 60 }))
        {
            int stored = 0;
            FlowStoreException? full = null;
            while (full is null && stored < 10_000)
            {
                try
                {
                    stored += await store.Append(TestFlows.Records(stored + 1, 50, id => TestFlows.Noise(id, 1000)));
                }
                catch (FlowStoreException error)
                {
                    full = error;
                }
            }

            Assert.Equal(FlowStoreProblem.Full, full?.Problem);
            Assert.Equal(stored, (await store.GetStatusAsync()).Count);
            AssertSound(FilePath);

            // Room comes of what goes.
            await store.PruneAsync(new FlowRetention { MaxFlows = stored / 2 });
            Assert.Equal(50, await store.Append(TestFlows.Records(stored + 1, 50, id => TestFlows.Noise(id, 1000))));
        }

        AssertSound(FilePath);
    }

    private Database New(IReadOnlyList<string> steps)
    {
        Database database = Database.OpenForWriting(FilePath, TimeProvider.System);
        StoreFile.Prepare(database, steps);
        return database;
    }

    private void Change(string statements)
    {
        using Database database = Database.OpenForWriting(FilePath, TimeProvider.System);
        database.Execute(statements);
    }

    private async Task Script(string name)
    {
        await using Stream script = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(script, Encoding.UTF8);
        Change(await reader.ReadToEndAsync());
    }
}
