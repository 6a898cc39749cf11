using System.Diagnostics.CodeAnalysis;
using Npgsql;
using NpgsqlTypes;

namespace Proximity.Storage.Postgres;

/// <summary>Short ways to ask. Statements are put together of this program's own words alone; values are parameters.</summary>
internal static class Commands
{
    [SuppressMessage("Security", "CA2100", Justification = "The text holds no value of a user.")]
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string text, params IEnumerable<object?> values)
    {
        NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = text;
        foreach (object? value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    [SuppressMessage("Security", "CA2100", Justification = "The text holds no value of a user.")]
    public static NpgsqlBatchCommand BatchCommand(string text, params IEnumerable<object?> values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (object? value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    public static async Task<int> ExecuteAsync(
        this NpgsqlConnection connection, string text, CancellationToken cancellationToken, params IEnumerable<object?> values)
    {
        NpgsqlCommand command = connection.Command(text, values);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The first value of the answer; null when there is none, or NULL.</summary>
    public static async Task<object?> ScalarAsync(
        this NpgsqlConnection connection, string text, CancellationToken cancellationToken, params IEnumerable<object?> values)
    {
        NpgsqlCommand command = connection.Command(text, values);
        await using (command.ConfigureAwait(false))
        {
            object? value = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            return value is DBNull ? null : value;
        }
    }

    /// <summary>The first number of the answer; 0 when there is none.</summary>
    public static async Task<long> NumberAsync(
        this NpgsqlConnection connection, string text, CancellationToken cancellationToken, params IEnumerable<object?> values)
        => await connection.ScalarAsync(text, cancellationToken, values).ConfigureAwait(false) is long number ? number : 0;

    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        string text => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text },
        long number => new NpgsqlParameter<long> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Bigint },

        // A whole number is asked for as one, so that an index of a column of those is of use.
        double number when double.IsInteger(number) && Math.Abs(number) <= 1L << 53
            => new NpgsqlParameter<long> { TypedValue = (long)number, NpgsqlDbType = NpgsqlDbType.Bigint },
        double number => new NpgsqlParameter<double> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Double },
        Guid id => new NpgsqlParameter<Guid> { TypedValue = id, NpgsqlDbType = NpgsqlDbType.Uuid },
        DateOnly day => new NpgsqlParameter<DateOnly> { TypedValue = day, NpgsqlDbType = NpgsqlDbType.Date },
        long[] numbers => new NpgsqlParameter<long[]> { TypedValue = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
        null => new NpgsqlParameter<string?> { TypedValue = null, NpgsqlDbType = NpgsqlDbType.Text },
        _ => throw new ArgumentException($"No parameter is a {value.GetType().Name}.", nameof(value)),
    };
}
