using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Proximity.Storage.Sqlite.Native;

/// <summary>
/// One connection to a database file. It is used by one thread at a time; who holds it sees to that. Every error becomes an exception that
/// says what was done, what SQLite answered, and its code.
/// </summary>
internal sealed unsafe class Database : IDisposable
{
    private const int ReadOnlyFlag = 0x1;
    private const int ReadWriteFlag = 0x2;
    private const int CreateFlag = 0x4;

    // One thread at a time is the rule here, so SQLite needs no lock of its own.
    private const int NoMutexFlag = 0x8000;
    private const int UriFlag = 0x40;

    private readonly DatabaseHandle handle;
    private readonly GCHandle limitHandle;
    private readonly GCHandle self;

    private Database(DatabaseHandle handle, string path, TimeProvider time)
    {
        this.handle = handle;
        Path = path;
        Limit = new StatementLimit(time);
        limitHandle = GCHandle.Alloc(Limit);
        self = GCHandle.Alloc(this, GCHandleType.Weak);
        Library.OnProgress(handle, StatementLimit.Instructions, &Library.AskLimit, GCHandle.ToIntPtr(limitHandle));
        Library.OnCommit(handle, &Library.NoteLog, GCHandle.ToIntPtr(self));
    }

    public string Path { get; }

    /// <summary>What ends the statements of this connection early.</summary>
    public StatementLimit Limit { get; }

    /// <summary>The version of SQLite, such as 3.53.4.</summary>
    public static string LibraryVersion => Library.Text(Library.Version());

    /// <summary>How many pages the write-ahead log had behind the last commit of this connection.</summary>
    public int LogPages { get; internal set; }

    /// <summary>True between BEGIN and the end of the transaction, which some errors bring about themselves.</summary>
    public bool IsInTransaction => Library.IsOutsideTransaction(handle) == 0;

    /// <summary>The rows that the last statement changed.</summary>
    public long Changes => Library.Changes(handle);

    public static Database OpenForWriting(string path, TimeProvider time) => Open(path, ReadWriteFlag | CreateFlag, time);

    public static Database OpenForReading(string path, TimeProvider time) => Open(path, ReadOnlyFlag, time);

    /// <summary>For a file in a folder that cannot be written, and that nobody writes: SQLite needs no files beside it then.</summary>
    public static Database OpenUnchanging(string path, TimeProvider time)
    {
        string name = Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal);
        return Open($"file:{name}?immutable=1", ReadOnlyFlag | UriFlag, time);
    }

    /// <summary>Runs statements that give no rows.</summary>
    public void Execute(string statements)
    {
        byte[] text = Encoding.UTF8.GetBytes(statements);
        fixed (byte* start = text)
        {
            byte* next = start;
            byte* end = start + text.Length;
            while (next < end)
            {
                using StatementHandle statement = Prepare(next, (int)(end - next), statements, out next);
                if (!statement.IsInvalid)
                {
                    RunToEnd(statement, statements);
                }
            }
        }
    }

    /// <summary>Prepares one statement.</summary>
    public Statement Prepare(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            return new Statement(this, Prepare(start, bytes.Length, text, out _), text);
        }
    }

    /// <summary>Prepares a statement of a person's: it has to be one, to stand alone, and to read.</summary>
    /// <exception cref="Stores.FlowStoreException">It is none of that.</exception>
    public Statement PrepareOnly(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            int code = Library.Prepare(handle, start, bytes.Length, 0, out nint made, out byte* rest);
            if (ResultCode.Primary(code) == ResultCode.Error)
            {
                throw SqliteFailure.NotSql(Library.Text(Library.Message(handle)));
            }

            Check(code, string.Create(CultureInfo.InvariantCulture, $"preparing {Statement.Shorten(text)}"));
            var prepared = new StatementHandle(made);
            bool isAlone = new ReadOnlySpan<byte>(rest, (int)(start + bytes.Length - rest)).Trim(" \t\r\n;"u8).IsEmpty;
            if (!prepared.IsInvalid && isAlone && Library.IsReadOnly(prepared.Bare) != 0)
            {
                return new Statement(this, prepared, text) { IsQuestion = true };
            }

            bool isNone = prepared.IsInvalid;
            prepared.Dispose();
            string why = isNone ? "there is no statement" : isAlone ? "it would write" : "there is more than one statement";
            throw SqliteFailure.NoQuestion(why);
        }
    }

    /// <summary>The number that a statement gives; 0 when it gives none.</summary>
    public long Number(string text)
    {
        using Statement statement = Prepare(text);
        return statement.Step() ? statement.Integer(0) : 0;
    }

    /// <summary>Moves what is in the write-ahead log into the file.</summary>
    /// <returns>The frames in the log, and those of them that are in the file now; null when another process was in the way.</returns>
    public (int Frames, int Moved)? Checkpoint(CheckpointMode mode)
    {
        int code = Library.Checkpoint(handle, 0, (int)mode, out int frames, out int moved);
        if (ResultCode.Primary(code) is ResultCode.Busy or ResultCode.Locked)
        {
            return null;
        }

        Check(code, "moving the write-ahead log into the file");
        return (frames, moved);
    }

    public void Dispose()
    {
        if (handle.IsClosed)
        {
            return;
        }

        Library.OnProgress(handle, 0, null, 0);
        Library.OnCommit(handle, null, 0);
        handle.Dispose();
        limitHandle.Free();
        self.Free();
    }

    /// <summary>Turns the answer of a call into an exception unless it is good.</summary>
    public void Check(int code, string doing)
    {
        if (code is not (ResultCode.Ok or ResultCode.Row or ResultCode.Done))
        {
            throw Failure(code, doing);
        }
    }

    public Exception Failure(int code, string doing)
        => SqliteFailure.Of(Path, doing, code, code == Library.ExtendedCode(handle) ? Library.Text(Library.Message(handle)) : null);

    /// <summary>Why a statement of a person's ended: for itself, or for the file.</summary>
    public Exception FailureOfQuestion(int code, string doing)
        => ResultCode.Primary(code) == ResultCode.Error
            ? SqliteFailure.QueryEnded(Library.Text(Library.Message(handle)))
            : Failure(code, doing);

    private static Database Open(string path, int flags, TimeProvider time)
    {
        int code;
        DatabaseHandle handle;
        try
        {
            code = Library.Open(path, out nint database, flags | NoMutexFlag, 0);
            handle = new DatabaseHandle(database);
        }
        catch (DllNotFoundException missing)
        {
            throw SqliteFailure.LibraryMissing(path, missing);
        }

        if (code != ResultCode.Ok)
        {
            string? message = handle.IsInvalid ? null : Library.Text(Library.Message(handle));
            handle.Dispose();
            throw SqliteFailure.Of(path, "opening the file", code, message);
        }

        _ = Library.UseExtendedCodes(handle, 1);
        return new Database(handle, path, time);
    }

    private StatementHandle Prepare(byte* text, int bytes, string shown, out byte* rest)
    {
        int code = Library.Prepare(handle, text, bytes, 0, out nint statement, out rest);
        Check(code, string.Create(CultureInfo.InvariantCulture, $"preparing {Statement.Shorten(shown)}"));
        return new StatementHandle(statement);
    }

    private void RunToEnd(StatementHandle statement, string shown)
    {
        int code;
        do
        {
            code = Library.Step(statement.Bare);
        }
        while (code == ResultCode.Row);
        Check(code, Statement.Shorten(shown));
    }
}
