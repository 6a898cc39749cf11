using Proximity.Storage.Sqlite.Native;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>Does several things in the file, or none of them.</summary>
internal static class Transaction
{
    /// <summary>Takes the write lock first: a transaction that began by reading could not get it any more.</summary>
    public static void Run(Database database, Action work)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            work();
            database.Execute("COMMIT");
        }
        catch
        {
            RollBack(database);
            throw;
        }
    }

    private static void RollBack(Database database)
    {
        // Some errors, such as a full disk, have ended it already.
        if (database.IsInTransaction)
        {
            database.Limit.Begin(null, CancellationToken.None);
            database.Execute("ROLLBACK");
        }
    }
}
