using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Cli.Recordings;

/// <summary>Stores in SQLite files.</summary>
internal static class SqliteStores
{
    private static readonly string[] Endings = [".db", ".sqlite", ".sqlite3"];

    public static StoreKind Kind { get; } = new(Takes, OpenAsync) { AskAsync = AskAsync };

    /// <summary>How every SQLite file begins (https://www.sqlite.org/fileformat.html §1.3).</summary>
    private static ReadOnlySpan<byte> Beginning => "SQLite format 3\0"u8;

    /// <summary>By its first bytes; a file that is not there yet by the end of its name.</summary>
    private static bool Takes(string name)
    {
        if (!File.Exists(name))
        {
            return !name.AsSpan().ContainsAny(':', '=', '~')
                && Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        }

        return IsStore(name);
    }

    /// <summary>
    /// True for a plain file with SQLite's first bytes. What is read of a pipe is gone, and one without a writer waits. A store that this
    /// process has open is not looked into: closing the file would take SQLite's locks on it away.
    /// </summary>
    public static bool IsStore(string name)
    {
        if (SqliteFlowStore.IsOpen(name))
        {
            return true;
        }

        if (FileEntry.Of(name, followLinks: true).Kind != FileKind.File)
        {
            return false;
        }

        try
        {
            using FileStream file = new(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> first = stackalloc byte[Beginning.Length];
            return file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual(Beginning);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Who opens it says what is wrong with it.
            return false;
        }
    }

    private static async ValueTask<IFlowStore> OpenAsync(string name, bool mayWrite, CancellationToken cancellationToken)
    {
        var options = new SqliteFlowStoreOptions { IsReadOnly = !mayWrite };
        return await SqliteFlowStore.OpenAsync(name, options, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<SqlAnswer> AskAsync(IFlowStore store, string statement, CancellationToken cancellationToken)
    {
        var question = await ((SqliteFlowStore)store).AskAsync(statement, cancellationToken).ConfigureAwait(false);
        return new SqlAnswer(question.Columns, question.RowsAsync(cancellationToken));
    }
}
