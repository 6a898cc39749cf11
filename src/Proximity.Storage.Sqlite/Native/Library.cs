using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Proximity.Storage.Sqlite.Native;

/// <summary>
/// The functions of SQLite that the store uses. The library lies beside the program, or in the folder of the package that brings it. Those
/// that are called for every value take the bare handle: their callers hold the object that owns it.
/// </summary>
internal static unsafe partial class Library
{
    private const string Name = "e_sqlite3";

    [LibraryImport(Name, EntryPoint = "sqlite3_libversion")]
    public static partial nint Version();

    [LibraryImport(Name, EntryPoint = "sqlite3_open_v2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, out nint database, int flags, nint vfs);

    [LibraryImport(Name, EntryPoint = "sqlite3_close_v2")]
    public static partial int Close(nint database);

    [LibraryImport(Name, EntryPoint = "sqlite3_extended_result_codes")]
    public static partial int UseExtendedCodes(DatabaseHandle database, int on);

    [LibraryImport(Name, EntryPoint = "sqlite3_extended_errcode")]
    public static partial int ExtendedCode(DatabaseHandle database);

    [LibraryImport(Name, EntryPoint = "sqlite3_errmsg")]
    public static partial nint Message(DatabaseHandle database);

    [LibraryImport(Name, EntryPoint = "sqlite3_errstr")]
    public static partial nint Meaning(int code);

    [LibraryImport(Name, EntryPoint = "sqlite3_busy_timeout")]
    public static partial int WaitWhenBusy(DatabaseHandle database, int milliseconds);

    [LibraryImport(Name, EntryPoint = "sqlite3_limit")]
    public static partial int Limit(DatabaseHandle database, int kind, int value);

    [LibraryImport(Name, EntryPoint = "sqlite3_get_autocommit")]
    public static partial int IsOutsideTransaction(DatabaseHandle database);

    [LibraryImport(Name, EntryPoint = "sqlite3_changes64")]
    public static partial long Changes(DatabaseHandle database);

    [LibraryImport(Name, EntryPoint = "sqlite3_progress_handler")]
    public static partial void OnProgress(
        DatabaseHandle database, int instructions, delegate* unmanaged[Cdecl]<nint, int> handler, nint state);

    [LibraryImport(Name, EntryPoint = "sqlite3_wal_hook")]
    public static partial nint OnCommit(
        DatabaseHandle database, delegate* unmanaged[Cdecl]<nint, nint, nint, int, int> handler, nint state);

    [LibraryImport(Name, EntryPoint = "sqlite3_wal_checkpoint_v2")]
    public static partial int Checkpoint(DatabaseHandle database, nint schema, int mode, out int frames, out int moved);

    [LibraryImport(Name, EntryPoint = "sqlite3_prepare_v3")]
    public static partial int Prepare(
        DatabaseHandle database, byte* text, int bytes, uint flags, out nint statement, out byte* rest);

    [LibraryImport(Name, EntryPoint = "sqlite3_finalize")]
    public static partial int Finish(nint statement);

    [LibraryImport(Name, EntryPoint = "sqlite3_stmt_readonly")]
    public static partial int IsReadOnly(nint statement);

    [LibraryImport(Name, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Name, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);

    [LibraryImport(Name, EntryPoint = "sqlite3_clear_bindings")]
    public static partial int ClearBindings(nint statement);

    [LibraryImport(Name, EntryPoint = "sqlite3_bind_parameter_index", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ParameterIndex(nint statement, string name);

    [LibraryImport(Name, EntryPoint = "sqlite3_bind_null")]
    public static partial int BindNull(nint statement, int index);

    [LibraryImport(Name, EntryPoint = "sqlite3_bind_int64")]
    public static partial int BindInteger(nint statement, int index, long value);

    [LibraryImport(Name, EntryPoint = "sqlite3_bind_double")]
    public static partial int BindReal(nint statement, int index, double value);

    [LibraryImport(Name, EntryPoint = "sqlite3_bind_text")]
    public static partial int BindText(nint statement, int index, byte* text, int bytes, nint release);

    [LibraryImport(Name, EntryPoint = "sqlite3_bind_blob")]
    public static partial int BindBlob(nint statement, int index, void* bytes, int count, nint release);

    [LibraryImport(Name, EntryPoint = "sqlite3_column_count")]
    public static partial int ColumnCount(nint statement);

    [LibraryImport(Name, EntryPoint = "sqlite3_column_name")]
    public static partial nint ColumnName(nint statement, int column);

    [LibraryImport(Name, EntryPoint = "sqlite3_column_type")]
    public static partial int ColumnType(nint statement, int column);

    [LibraryImport(Name, EntryPoint = "sqlite3_column_int64")]
    public static partial long ColumnInteger(nint statement, int column);

    [LibraryImport(Name, EntryPoint = "sqlite3_column_double")]
    public static partial double ColumnReal(nint statement, int column);

    [LibraryImport(Name, EntryPoint = "sqlite3_column_text")]
    public static partial byte* ColumnText(nint statement, int column);

    [LibraryImport(Name, EntryPoint = "sqlite3_column_blob")]
    public static partial byte* ColumnBlob(nint statement, int column);

    [LibraryImport(Name, EntryPoint = "sqlite3_column_bytes")]
    public static partial int ColumnBytes(nint statement, int column);

    /// <summary>SQLite asks this between its instructions; anything but 0 ends the statement.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int AskLimit(nint state) => GCHandle.FromIntPtr(state).Target is StatementLimit { IsReached: true } ? 1 : 0;

    /// <summary>SQLite says this behind each commit: how many pages are in the write-ahead log.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int NoteLog(nint state, nint database, nint name, int pages)
    {
        if (GCHandle.FromIntPtr(state).Target is Database noted)
        {
            noted.LogPages = pages;
        }

        return ResultCode.Ok;
    }

    /// <summary>A text of SQLite's own.</summary>
    public static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? string.Empty;
}
