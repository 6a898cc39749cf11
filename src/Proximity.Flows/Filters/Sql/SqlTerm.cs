namespace Proximity.Filters.Sql;

/// <summary>A condition in SQL that holds at least where a part of a filter does. NULL counts as false.</summary>
/// <param name="Text">The condition, without brackets around it.</param>
/// <param name="IsExact">True when it holds nowhere else.</param>
internal readonly record struct SqlTerm(string Text, bool IsExact);
