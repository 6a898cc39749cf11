using NpgsqlTypes;
using Proximity.Filters.Fields;
using Proximity.Filters.Sql;

namespace Proximity.Storage.Postgres.Schema;

/// <summary>The columns of a flow that filters ask for, as PostgreSQL has them.</summary>
internal static class FlowColumns
{
    /// <summary>The id of a flow in its session, which is exact.</summary>
    public const string FlowId = "flow_id";

    public static IReadOnlyList<SqlColumn> All { get; } = [.. FlowsTable.Columns];

    /// <summary>Their names, one behind another.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(static column => column.Name));

    /// <summary>What makes them.</summary>
    public static string Definitions { get; } = string.Join(",\n  ", All.Select(Definition));

    public static NpgsqlDbType TypeOf(SqlColumn column) => column.Field switch
    {
        { IsNumeric: true, Type: FieldType.Number } => NpgsqlDbType.Double,
        { IsNumeric: false } => NpgsqlDbType.Text,
        _ => NpgsqlDbType.Bigint,
    };

    private static string Definition(SqlColumn column) => TypeOf(column) switch
    {
        NpgsqlDbType.Bigint => $"{column.Name} bigint",
        NpgsqlDbType.Double => $"{column.Name} double precision",
        _ => $"{column.Name} text COLLATE \"C\"",
    };
}
