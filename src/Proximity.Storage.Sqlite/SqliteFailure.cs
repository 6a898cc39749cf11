using System.Globalization;
using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite;

/// <summary>The errors of the store: each says which file, what was done, and what a person can do about it.</summary>
internal static class SqliteFailure
{
    /// <summary>An answer of SQLite.</summary>
    /// <param name="path">The file.</param>
    /// <param name="doing">What was done.</param>
    /// <param name="code">The extended result code.</param>
    /// <param name="detail">The message of the connection; null where it has none.</param>
    public static Exception Of(string path, string doing, int code, string? detail)
    {
        int primary = ResultCode.Primary(code);
        if (primary == ResultCode.Interrupted)
        {
            return new StatementEndedException();
        }

        string meaning = detail ?? Library.Text(Library.Meaning(code));
        string message = string.Create(
            CultureInfo.InvariantCulture, $"{path}: {Said(primary)}: {meaning} (SQLite {code}) while {doing}.");
        return new FlowStoreException(ProblemOf(primary), message);
    }

    public static FlowStoreException LibraryMissing(string path, Exception cause) => new(
        FlowStoreProblem.Unavailable,
        $"{path}: the library of SQLite is missing: a file such as libe_sqlite3.so has to lie beside the program.",
        cause);

    public static FlowStoreException Foreign(string path)
        => new(FlowStoreProblem.Incompatible, $"{path}: this is a SQLite file, and no store of flows.");

    public static FlowStoreException Newer(string path, int version, int known) => new(
        FlowStoreProblem.Incompatible,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: a newer program has made this file: it has version {version} of the tables, and {known} is the newest known here."));

    public static FlowStoreException Older(string path, int version, int known) => new(
        FlowStoreProblem.Incompatible,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: the file has version {version} of the tables; open it for writing once, which brings it to version {known}."));

    public static FlowStoreException SecondWriter(string path, Exception cause)
        => new(FlowStoreProblem.Locked, $"{path}: another process, or another store of this one, writes to this file.", cause);

    public static FlowStoreException Unreachable(string path, Exception cause)
        => new(FlowStoreProblem.Unavailable, $"{path}: the file cannot be opened for writing: {cause.Message}", cause);

    public static FlowStoreException NotWritable(string path)
        => new(FlowStoreProblem.Unavailable, $"{path}: the store has been opened for reading only.");

    public static FlowStoreException NoQuestion(string why)
        => new(
            FlowStoreProblem.Refused,
            $"One statement that reads is expected, such as SELECT host, count(*) FROM flow GROUP BY host; {why}.");

    /// <summary>What a person asks is no SQL, or names what is not there: nothing is wrong with the file.</summary>
    public static FlowStoreException NotSql(string why) => new(FlowStoreProblem.Refused, $"The query is not valid SQL: {why}.");

    /// <summary>What a person asks comes to an end within, such as a function that does not take its value.</summary>
    public static FlowStoreException QueryEnded(string why) => new(FlowStoreProblem.Refused, $"The query cannot be answered: {why}.");

    public static FlowStoreException NoFile(string path) => new(FlowStoreProblem.Unavailable, $"{path}: there is no such file.");

    public static FlowStoreException Folder(string path) => new(FlowStoreProblem.Unavailable, $"{path}: this is a folder, and no file.");

    public static FlowStoreException Damaged(string path, long sequence, Exception cause) => new(
        FlowStoreProblem.Corrupt,
        string.Create(CultureInfo.InvariantCulture, $"{path}: flow {sequence} cannot be read: {cause.Message}"),
        cause);

    private static string Said(int primary) => primary switch
    {
        ResultCode.Full => "there is no room on the disk, or the file has its greatest size",
        ResultCode.Busy or ResultCode.Locked => "another process holds the file",
        ResultCode.Corrupt => "the file is damaged",
        ResultCode.NotADatabase => "this is no SQLite file",
        ResultCode.CannotOpen => "the file cannot be opened",
        ResultCode.ReadOnly or ResultCode.Permission => "the file cannot be written",
        ResultCode.InputOutput => "the disk failed",
        ResultCode.TooBig => "a flow is larger than the file can keep",
        _ => "the store failed",
    };

    private static FlowStoreProblem ProblemOf(int primary) => primary switch
    {
        ResultCode.Full => FlowStoreProblem.Full,
        ResultCode.Busy or ResultCode.Locked => FlowStoreProblem.Locked,
        ResultCode.Corrupt => FlowStoreProblem.Corrupt,
        ResultCode.TooBig => FlowStoreProblem.Refused,
        ResultCode.NotADatabase => FlowStoreProblem.Incompatible,
        _ => FlowStoreProblem.Unavailable,
    };
}
