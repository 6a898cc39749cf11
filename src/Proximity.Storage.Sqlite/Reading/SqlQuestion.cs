using System.Runtime.CompilerServices;
using Proximity.Storage.Sqlite.Native;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>
/// A statement that a person asks. It reads, and cannot write: its connection is opened for reading. All its rows are of one state of the
/// file; they are read as they are asked for.
/// </summary>
internal sealed class SqlQuestion
{
    private const int RowsAtOnce = 256;

    private readonly Connection connection;
    private readonly Statement statement;

    /// <summary>True behind the last row: a further step would begin with the first one again.</summary>
    private bool isDone;

    private SqlQuestion(Connection connection, Statement statement)
    {
        this.connection = connection;
        this.statement = statement;
        Columns = [.. Enumerable.Range(0, statement.ColumnCount).Select(statement.ColumnName)];
    }

    /// <summary>The names of the columns; there may be two of one name.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Prepares a statement.</summary>
    /// <exception cref="Stores.FlowStoreException">The file cannot be read, or the statement is not one that reads.</exception>
    public static Task<SqlQuestion> AskAsync(string path, string text, TimeProvider time, CancellationToken cancellationToken)
        => Task.Run(() => Ask(path, text, time), cancellationToken);

    /// <summary>
    /// The rows, to be read once: null, <see cref="long"/>, <see cref="double"/>, <see cref="string"/> or bytes for each column. The
    /// connection is closed behind the last one, or when its reader goes away.
    /// </summary>
    /// <exception cref="Stores.FlowStoreException">Reading fails.</exception>
    public async IAsyncEnumerable<IReadOnlyList<object?>> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (await Task.Run(() => Read(cancellationToken), cancellationToken).ConfigureAwait(false) is { Count: > 0 } rows)
            {
                foreach (object?[] row in rows)
                {
                    yield return row;
                }
            }
        }
        finally
        {
            statement.Dispose();
            connection.Dispose();
        }
    }

    private static SqlQuestion Ask(string path, string text, TimeProvider time)
    {
        Connection connection = Connection.Open(path, time);
        try
        {
            return new SqlQuestion(connection, connection.Database.PrepareOnly(text));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private List<object?[]> Read(CancellationToken cancellationToken)
    {
        connection.Database.Limit.Begin(null, cancellationToken);
        try
        {
            List<object?[]> rows = [];
            while (rows.Count < RowsAtOnce && !isDone)
            {
                if (statement.Step())
                {
                    rows.Add([.. Enumerable.Range(0, Columns.Count).Select(Value)]);
                }
                else
                {
                    isDone = true;
                }
            }

            return rows;
        }
        catch (StatementEndedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    private object? Value(int column) => statement.Kind(column) switch
    {
        ValueKind.Integer => statement.Integer(column),
        ValueKind.Real => statement.Real(column),
        ValueKind.Text => statement.Text(column),
        ValueKind.Blob => statement.Blob(column).ToArray(),
        _ => null,
    };
}
