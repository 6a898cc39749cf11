using Npgsql;
using Proximity.Stores;

namespace Proximity.Storage.Postgres;

/// <summary>What went wrong in the database, in the words of stores.</summary>
internal static class PostgresFailure
{
    /// <summary>No partition has the row's day: it went, or was not made yet.</summary>
    public static bool IsMissingDay(PostgresException exception)
        => exception is { SqlState: PostgresErrorCodes.CheckViolation, TableName: "flow" or "flow_content" };

    public static FlowStoreException Of(NpgsqlException exception)
        => new(ProblemOf(exception), $"PostgreSQL: {Sentence(exception)}", exception);

    /// <summary>
    /// What went wrong when the database was opened: what did not come from the server, and will not pass, is a wrong address or
    /// credentials, such as a password that is missing. On open connections the same may be a server that is being set up.
    /// </summary>
    public static FlowStoreException OfOpening(FlowStoreException exception)
        => exception.InnerException is NpgsqlException { IsTransient: false } and not PostgresException
            ? new FlowStoreException(FlowStoreProblem.Incompatible, exception.Message, exception)
            : exception;

    public static FlowStoreException Unreadable(InvalidDataException exception)
        => new(FlowStoreProblem.Corrupt, $"PostgreSQL: a flow cannot be read. {exception.Message}", exception);

    public static FlowStoreException NotWritable()
        => new(FlowStoreProblem.Incompatible, "PostgreSQL: the store was opened to be read only.");

    public static FlowStoreException TooSlow(TimeSpan time, Exception exception)
        => new(FlowStoreProblem.Unavailable, $"PostgreSQL: no batch was taken within {time.TotalSeconds:0} seconds.", exception);

    private static FlowStoreProblem ProblemOf(NpgsqlException exception) => exception is not PostgresException said
        ? FlowStoreProblem.Unavailable
        : said.SqlState switch
        {
            PostgresErrorCodes.DiskFull => FlowStoreProblem.Full,
            PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
                => FlowStoreProblem.Locked,
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => FlowStoreProblem.Corrupt,

            // Insufficient resources, the administrator's shutdown, a restart, connections that broke, a time limit of the server.
            ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] or ['0', '8', ..] => FlowStoreProblem.Unavailable,

            // A standby that has not been promoted yet, after its primary went.
            PostgresErrorCodes.ReadOnlySqlTransaction => FlowStoreProblem.Unavailable,
            ['5', '4', ..] or ['2', '2', ..] => FlowStoreProblem.Refused,
            _ => said.IsTransient ? FlowStoreProblem.Unavailable : FlowStoreProblem.Incompatible,
        };

    /// <summary>The server's own words, or those of what broke; a password is in neither.</summary>
    private static string Sentence(NpgsqlException exception) => exception is PostgresException said
        ? $"{said.MessageText} ({said.SqlState})"
        : exception.InnerException is { } inner ? $"{exception.Message} ({inner.Message})" : exception.Message;
}
