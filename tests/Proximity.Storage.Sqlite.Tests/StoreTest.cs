using Proximity.Flows.Tests;
using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Tests;

/// <summary>What tests of one file need.</summary>
public abstract class StoreTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    protected string FilePath => folder.PathOf("flows.db");

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Task<SqliteFlowStore> Open(SqliteFlowStoreOptions? options = null) => SqliteFlowStore.OpenAsync(FilePath, options);

    protected string PathOf(string name) => folder.PathOf(name);

    /// <summary>A number that SQL says, asked as another process would.</summary>
    protected long Ask(string sql)
    {
        using Database database = Database.OpenForReading(FilePath, TimeProvider.System);
        return database.Number(sql);
    }

    /// <summary>The file is sound, and nothing in it refers to what is not there.</summary>
    internal static void AssertSound(string path)
    {
        using Database database = Database.OpenForReading(path, TimeProvider.System);
        using Statement check = database.Prepare("PRAGMA integrity_check");
        Assert.True(check.Step());
        Assert.Equal("ok", check.Text(0));
        Assert.Equal(0, database.Number("SELECT count(*) FROM flow LEFT JOIN head ON head.id = flow.id WHERE head.id IS NULL"));
        Assert.Equal(0, database.Number("SELECT count(*) FROM head LEFT JOIN flow ON head.id = flow.id WHERE flow.id IS NULL"));
        Assert.Equal(0, database.Number("SELECT count(*) FROM flow WHERE session NOT IN (SELECT id FROM session)"));
        Assert.Equal(0, database.Number(
            """
            SELECT count(*) FROM flow WHERE (req_body IS NOT NULL AND req_body NOT IN (SELECT id FROM body))
              OR (res_body IS NOT NULL AND res_body NOT IN (SELECT id FROM body))
            """));
        Assert.Equal(0, database.Number(
            """
            SELECT count(*) FROM body WHERE id NOT IN (
              SELECT req_body FROM flow WHERE req_body IS NOT NULL UNION SELECT res_body FROM flow WHERE res_body IS NOT NULL)
            """));
        Assert.Equal(0, database.Number(
            """
            SELECT count(*) FROM body_use
            WHERE NOT EXISTS (SELECT 1 FROM flow WHERE id = body_use.flow AND body_use.body IN (req_body, res_body))
            """));
        Assert.Equal(database.Number("SELECT count(*) FROM flow"), database.Number("SELECT value FROM counter WHERE name = 'flows'"));
        Assert.Equal(0, database.Number(
            "SELECT count(*) FROM session WHERE flows <> (SELECT count(*) FROM flow WHERE flow.session = session.id)"));
        Assert.Equal(0, database.Number(
            "SELECT count(*) FROM session WHERE newest <> coalesce((SELECT max(id) FROM flow WHERE flow.session = session.id), 0)"));
    }
}
