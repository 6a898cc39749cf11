using Proximity.Filters.Fields;

namespace Proximity.Filters.Sql;

/// <summary>One column of the flows table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in SQLite.</param>
/// <param name="Field">The field that it holds; null for the flags.</param>
internal sealed record SqlColumn(string Name, string Type, FilterField? Field);
