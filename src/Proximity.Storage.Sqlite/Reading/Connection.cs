using Proximity.Storage.Sqlite.Native;
using Proximity.Storage.Sqlite.Schema;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>A connection that reads, with the statements that come again.</summary>
internal sealed class Connection : IDisposable
{
    private const int MostStatements = 32;

    private readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);

    private Connection(Database database)
    {
        Database = database;
        Sessions = new SessionNames(this);
    }

    public Database Database { get; }

    /// <summary>The sessions by their number in the file.</summary>
    public SessionNames Sessions { get; }

    public static Connection Open(string path, TimeProvider time)
    {
        Database database = OpenFile(path, time);
        try
        {
            StoreFile.PrepareReader(database);
            return new Connection(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A statement, ready to be bound. Its user resets it when it is done.</summary>
    public Statement Statement(string text)
    {
        if (statements.TryGetValue(text, out Statement? statement))
        {
            return statement;
        }

        if (statements.Count >= MostStatements)
        {
            Forget();
        }

        return statements[text] = Database.Prepare(text);
    }

    /// <summary>Runs work that sees one state of the file, whatever is written meanwhile.</summary>
    public T InSnapshot<T>(Func<Connection, T> work)
    {
        Database.Execute("BEGIN");
        try
        {
            return work(this);
        }
        finally
        {
            foreach (Statement statement in statements.Values)
            {
                statement.Reset();
            }

            Database.Limit.Begin(null, CancellationToken.None);
            if (Database.IsInTransaction)
            {
                Database.Execute("COMMIT");
            }
        }
    }

    public void Dispose()
    {
        Forget();
        Database.Dispose();
    }

    private static Database OpenFile(string path, TimeProvider time)
    {
        Database database = Native.Database.OpenForReading(path, time);
        try
        {
            // The first read shows whether the files beside it can be made.
            _ = database.Number("PRAGMA user_version");
            return database;
        }
        catch (FlowStoreException) when (IsUnchanging(path))
        {
            database.Dispose();
            return Native.Database.OpenUnchanging(path, time);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>True for a file that was closed well, in a folder where nothing can be made.</summary>
    private static bool IsUnchanging(string path) => !File.Exists(path + "-wal") && !File.Exists(path + "-shm");

    private void Forget()
    {
        foreach (Statement statement in statements.Values)
        {
            statement.Dispose();
        }

        statements.Clear();
    }
}
