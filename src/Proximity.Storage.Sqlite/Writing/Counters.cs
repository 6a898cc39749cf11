using Proximity.Storage.Sqlite.Native;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>The numbers that the file keeps, so that nobody has to count rows.</summary>
internal sealed class Counters
{
    /// <summary>The next sequence; it never goes back.</summary>
    public long Next { get; set; }

    /// <summary>The next body.</summary>
    public long NextBody { get; set; }

    /// <summary>How many flows there are.</summary>
    public long Flows { get; set; }

    public void Load(Database database)
    {
        Next = Read(database, "next");
        NextBody = Read(database, "next_body");
        Flows = Read(database, "flows");
    }

    public void Save(Statement update)
    {
        Write(update, "next", Next);
        Write(update, "next_body", NextBody);
        Write(update, "flows", Flows);
    }

    private static long Read(Database database, string name) => database.Number($"SELECT value FROM counter WHERE name = '{name}'");

    private static void Write(Statement update, string name, long value)
    {
        update.Bind(1, name);
        update.Bind(2, value);
        update.Run();
    }
}
