using System.Globalization;

namespace Proximity.Filters.Sql;

/// <summary>
/// Where databases differ. In each, texts are compared by their characters, and LIKE and equality ignore the case of ASCII letters only.
/// </summary>
internal sealed class SqlDialect
{
    private SqlDialect()
    {
    }

    /// <summary>SQLite: no truth values, parameters <c>@f0</c>, <c>@f1</c>, …</summary>
    public static SqlDialect Sqlite { get; } = new()
    {
        True = "1",
        False = "0",
        Like = "LIKE",
        Position = "instr",
        Parameter = static index => string.Create(CultureInfo.InvariantCulture, $"@f{index}"),
        Equal = static (column, parameter) => $"{column} = {parameter} COLLATE NOCASE",
    };

    /// <summary>
    /// PostgreSQL: parameters <c>$1</c>, <c>$2</c>, … The columns of text have the collation "C", in which only ASCII letters have a case.
    /// </summary>
    public static SqlDialect Postgres { get; } = new()
    {
        True = "true",
        False = "false",
        Like = "ILIKE",
        Position = "strpos",
        Parameter = static index => string.Create(CultureInfo.InvariantCulture, $"${index + 1}"),
        Equal = static (column, parameter) => $"lower({column}) = lower({parameter} COLLATE \"C\")",
    };

    /// <summary>What always holds.</summary>
    public required string True { get; init; }

    /// <summary>What never holds.</summary>
    public required string False { get; init; }

    /// <summary>LIKE that ignores the case of ASCII letters.</summary>
    public required string Like { get; init; }

    /// <summary>The function that says where a text stands in another, 0 for nowhere.</summary>
    public required string Position { get; init; }

    /// <summary>The name of the parameter of that index, from 0.</summary>
    public required Func<int, string> Parameter { get; init; }

    /// <summary>Equality of a column and a parameter that ignores the case of ASCII letters.</summary>
    public required Func<string, string, string> Equal { get; init; }
}
