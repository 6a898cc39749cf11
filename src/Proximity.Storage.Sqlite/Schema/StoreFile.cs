using System.Globalization;
using Proximity.Storage.Sqlite.Native;
using Proximity.Storage.Sqlite.Writing;

namespace Proximity.Storage.Sqlite.Schema;

/// <summary>What makes a SQLite file a store of flows: its mark, its version and how it is set up.</summary>
internal static class StoreFile
{
    /// <summary>The mark in the file's header: <c>Prox</c>.</summary>
    public const long ApplicationId = 0x50726F78;

    /// <summary>
    /// Measured with heads of 2 KiB: a page of 8 KiB takes a third less of the processor for a row than one of 4 KiB, and reads of one flow
    /// do not suffer from it as they do from larger ones.
    /// </summary>
    public const int PageBytes = 8192;

    private const int CacheKibibytes = 16 * 1024;
    private const int ReaderCacheKibibytes = 8 * 1024;

    /// <summary>The version that is written.</summary>
    public static int CurrentVersion => SchemaVersions.Steps.Count;

    /// <summary>Sets the writer's connection up, and brings a new or older file to the current version.</summary>
    public static void Prepare(Database database) => Prepare(database, SchemaVersions.Steps);

    /// <summary>The same with versions of a test's own.</summary>
    public static void Prepare(Database database, IReadOnlyList<string> steps)
    {
        int version = Check(database, steps.Count);
        if (version == 0)
        {
            // Before the first table is made, or it has no effect.
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size={PageBytes}"));
        }

        database.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-{CacheKibibytes}"));
        for (; version < steps.Count; version++)
        {
            Step(database, steps[version], version + 1);
        }
    }

    /// <summary>Sets a reader's connection up.</summary>
    public static void PrepareReader(Database database)
    {
        if (Check(database, CurrentVersion) is var version && version < CurrentVersion)
        {
            throw SqliteFailure.Older(database.Path, version, CurrentVersion);
        }

        database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA query_only=1; PRAGMA cache_size=-{ReaderCacheKibibytes}"));
    }

    /// <summary>Refuses a file that is not of the current version.</summary>
    public static void Check(Database database) => Check(database, CurrentVersion);

    /// <summary>Refuses a file that is something else, or newer than what is known here.</summary>
    /// <returns>Its version; 0 for a new file.</returns>
    private static int Check(Database database, int newest)
    {
        long mark = database.Number("PRAGMA application_id");
        int version = (int)database.Number("PRAGMA user_version");
        bool isNew = mark == 0 && version == 0 && database.Number("SELECT count(*) FROM sqlite_schema") == 0;
        if (mark != ApplicationId && !isNew)
        {
            throw SqliteFailure.Foreign(database.Path);
        }

        return version <= newest ? version : throw SqliteFailure.Newer(database.Path, version, newest);
    }

    private static void Step(Database database, string statements, int version)
    {
        Transaction.Run(database, () =>
        {
            database.Execute(statements);
            database.Execute(string.Create(
                CultureInfo.InvariantCulture, $"PRAGMA application_id={ApplicationId}; PRAGMA user_version={version}"));
        });
    }
}
