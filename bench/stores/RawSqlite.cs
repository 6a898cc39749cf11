using System.Runtime.InteropServices;

namespace Proximity.StoreBench;

/// <summary>The same library of SQLite that the store calls, asked in plain SQL: the yardstick.</summary>
internal sealed partial class RawSqlite : IDisposable
{
    private const string Library = "e_sqlite3";
    private const int ReadWriteCreate = 0x6;
    private const int Row = 100;
    private const int Done = 101;

    private readonly nint database;

    public RawSqlite(string path)
    {
        if (Open(path, out database, ReadWriteCreate, 0) != 0)
        {
            throw new InvalidOperationException($"{path} cannot be opened.");
        }
    }

    public static string LibraryVersion => Marshal.PtrToStringUTF8(Version()) ?? string.Empty;

    public void Run(string statements)
    {
        if (Execute(database, statements, 0, 0, 0) != 0)
        {
            throw new InvalidOperationException($"{Marshal.PtrToStringUTF8(Message(database))}: {statements}");
        }
    }

    /// <summary>Goes through all rows of a statement.</summary>
    /// <returns>How many there are, and the first column of the last one.</returns>
    public (long Rows, long Last) Ask(string statement)
    {
        if (Prepare(database, statement, -1, out nint prepared, 0) != 0)
        {
            throw new InvalidOperationException($"{Marshal.PtrToStringUTF8(Message(database))}: {statement}");
        }

        (long rows, long last) = (0, 0);
        int code;
        while ((code = Step(prepared)) == Row)
        {
            rows++;
            last = Integer(prepared, 0);
        }

        _ = Finish(prepared);
        return code == Done
            ? (rows, last) : throw new InvalidOperationException($"{Marshal.PtrToStringUTF8(Message(database))}: {statement}");
    }

    public void Dispose() => _ = Close(database);

    [LibraryImport(Library, EntryPoint = "sqlite3_libversion")]
    private static partial nint Version();

    [LibraryImport(Library, EntryPoint = "sqlite3_open_v2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, out nint database, int flags, nint vfs);

    [LibraryImport(Library, EntryPoint = "sqlite3_close_v2")]
    private static partial int Close(nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_exec", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(nint database, string statements, nint callback, nint state, nint message);

    [LibraryImport(Library, EntryPoint = "sqlite3_prepare_v2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Prepare(nint database, string statement, int bytes, out nint prepared, nint rest);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    private static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
    private static partial long Integer(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_finalize")]
    private static partial int Finish(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_errmsg")]
    private static partial nint Message(nint database);
}
