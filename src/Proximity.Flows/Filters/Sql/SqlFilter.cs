namespace Proximity.Filters.Sql;

/// <summary>
/// A filter as a condition on the flows table (<see cref="FlowsTable"/>), and what of it the table cannot say. The rows that satisfy the
/// condition are at least those that match; of them, those whose flows match <see cref="Residual"/> are.
/// </summary>
/// <param name="Where">What stands behind WHERE. It names columns and parameters, and holds no value of the filter's text.</param>
/// <param name="Parameters">The values, in the order of their names (<see cref="SqlDialect.Parameter"/>). Strings and doubles.</param>
/// <param name="Residual">What is to be asked of the flows themselves; null when the condition says it all.</param>
internal sealed record SqlFilter(string Where, IReadOnlyList<object> Parameters, Filter? Residual);
