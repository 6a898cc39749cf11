using System.Globalization;
using Npgsql;

namespace Proximity.Stores;

/// <summary>Where a database is, as <c>postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require</c>.</summary>
public static class PostgresAddress
{
    private const string Known = "sslmode, schema, application_name, host, connect_timeout";

    /// <summary>True for a text that begins as such an address does.</summary>
    /// <param name="text">The text.</param>
    public static bool IsOne(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads an address. What it leaves out is taken from the environment (PGUSER, PGPASSWORD), or is usual.</summary>
    /// <param name="text">The address.</param>
    /// <param name="schema">The schema that it names; null when it names none.</param>
    /// <returns>The connection string.</returns>
    /// <exception cref="FormatException">It is no address. The message holds no password.</exception>
    public static string Parse(string text, out string? schema)
    {
        if (!IsOne(text) || !Uri.TryCreate(WithHost(text), UriKind.Absolute, out Uri? uri))
        {
            throw new FormatException("An address of PostgreSQL is written postgres://USER@HOST:PORT/DATABASE.");
        }

        var connection = new NpgsqlConnectionStringBuilder { Host = uri.Host.Length == 0 ? "localhost" : uri.Host.Trim('[', ']') };
        connection.Port = uri.Port > 0 ? uri.Port : NpgsqlConnection.DefaultPort;
        string[] user = uri.UserInfo.Split(':', 2);
        connection.Username = user[0].Length == 0 ? null : Uri.UnescapeDataString(user[0]);
        connection.Password = user.Length < 2 ? null : Uri.UnescapeDataString(user[1]);
        string database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        connection.Database = database.Length == 0 ? null : database;
        connection.ApplicationName = "proximity";
        schema = null;
        foreach (string part in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=', 2);
            string value = pair.Length == 2 ? Uri.UnescapeDataString(pair[1]) : "";
            schema = Set(connection, pair[0], value) ?? schema;
        }

        return connection.ConnectionString;
    }

    /// <summary>A user before no host at all is allowed here, and in no other URL.</summary>
    private static string WithHost(string text)
    {
        int path = text.IndexOf('/', text.IndexOf("://", StringComparison.Ordinal) + 3);
        return path > 0 && text[path - 1] == '@' ? text.Insert(path, "localhost") : text;
    }

    /// <returns>The schema, when that is what is set.</returns>
    private static string? Set(NpgsqlConnectionStringBuilder connection, string name, string value)
    {
        switch (name)
        {
            case "schema":
                return value;
            case "sslmode":
                connection.SslMode = value switch
                {
                    "disable" => SslMode.Disable,
                    "allow" => SslMode.Allow,
                    "prefer" => SslMode.Prefer,
                    "require" => SslMode.Require,
                    "verify-ca" => SslMode.VerifyCA,
                    "verify-full" => SslMode.VerifyFull,
                    _ => throw new FormatException(
                        $"sslmode is disable, allow, prefer, require, verify-ca or verify-full, and not '{value}'."),
                };
                return null;
            case "application_name":
                connection.ApplicationName = value;
                return null;
            case "host":
                connection.Host = value;
                return null;
            case "connect_timeout":
                bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds);
                connection.Timeout = isNumber && seconds is > 0 and <= 1024
                    ? seconds : throw new FormatException($"connect_timeout is 1 to 1024 seconds, and not '{value}'.");
                return null;
            default:
                throw new FormatException($"An address of PostgreSQL has no '{name}'. It can have {Known}.");
        }
    }
}
