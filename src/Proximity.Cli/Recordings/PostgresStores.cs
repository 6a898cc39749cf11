using Proximity.Cli.Configuration;
using Proximity.Cli.Running;
using Proximity.Stores;

namespace Proximity.Cli.Recordings;

/// <summary>Stores in databases of PostgreSQL.</summary>
internal static class PostgresStores
{
    public static StoreKind Kind { get; } = new(PostgresAddress.IsOne, OpenAsync);

    /// <summary>The connection string of an address, and options with the schema that it names.</summary>
    /// <exception cref="FormatException">It is no address. The message holds no password.</exception>
    public static (string Connection, PostgresFlowStoreOptions Options) Read(string address)
    {
        var connection = PostgresAddress.Parse(address, out var schema);
        try
        {
            var options = new PostgresFlowStoreOptions();
            return (connection, schema is null ? options : options with { Schema = schema });
        }
        catch (ArgumentException)
        {
            throw new FormatException($"'{schema}' is no name of a schema: it has 1 to 40 of a-z, 0-9 and _, and begins with no digit.");
        }
    }

    private static async ValueTask<IFlowStore> OpenAsync(string name, bool mayWrite, CancellationToken cancellationToken)
    {
        try
        {
            var (connection, options) = Read(name);
            return await PostgresFlowStore.OpenAsync(connection, options with { IsReadOnly = !mayWrite }, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (FormatException exception)
        {
            throw new RecordingException($"{StoreAddress.Shown(name)} cannot be opened: {exception.Message}", ExitCode.WrongUsage);
        }
    }
}
