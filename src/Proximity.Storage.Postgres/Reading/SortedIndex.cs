using Npgsql;
using Proximity.Storage.Postgres.Schema;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Reading;

/// <summary>
/// The numbers of flows in another order than their own, for those who read all of them page by page: the database sorts once for all pages
/// behind the first, and not once for each. The first page is asked for alone, since it is wanted at once.
/// </summary>
/// <param name="connections">The connections to the database.</param>
internal sealed class SortedIndex(StoreConnections connections)
{
    /// <summary>What is kept of an order: 32 MiB at the most. Larger tables are asked page by page.</summary>
    private const long MostFlows = 2_000_000;

    private readonly SortedFlowsCache cache = new();

    /// <returns>Null when the page has to be asked for alone.</returns>
    public async Task<FlowIndexPage?> FindAsync(FlowQuery query, int limit, CancellationToken cancellationToken)
    {
        if (query.Cursor is null || SortColumns.Of(query.Sort.Field) is not { } column)
        {
            return null;
        }

        var condition = FlowCondition.Of(query.Filter);
        if (!condition.IsExact)
        {
            return null;
        }

        SortedFlows? sorted = cache.Find(query) ?? await connections.ReadAsync(
            (connection, token) => SortAsync(connection, query, condition, column, token), cancellationToken).ConfigureAwait(false);
        return sorted is null ? null : cache.Page(sorted, query, limit);
    }

    private static async Task<SortedFlows?> SortAsync(
        NpgsqlConnection connection, FlowQuery query, FlowCondition condition, string column, CancellationToken cancellationToken)
    {
        // Rows whose columns do not say what they have would have to be asked themselves.
        string hasOdd = condition.IsAll ? "false" : "EXISTS (SELECT 1 FROM flow WHERE odd)";
        string mayBeSorted = $"SELECT coalesce(sum(flows), 0) <= $1 AND NOT {hasOdd} FROM day";
        if (await connection.ScalarAsync(mayBeSorted, cancellationToken, MostFlows).ConfigureAwait(false) is not true)
        {
            return null;
        }

        string direction = query.Sort.IsDescending ? "DESC" : "ASC";
        NpgsqlCommand command = connection.Command(
            $"SELECT {column}, id FROM flow WHERE {condition.Where} ORDER BY {column} {direction}, id {direction}",
            [.. condition.Parameters]);
        List<SortedPlace> places = [];
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    places.Add(new SortedPlace(reader.GetInt64(0), reader.GetInt64(1)));
                }
            }
        }

        return new SortedFlows(query, [.. places], places.Count);
    }
}
