namespace Proximity.Filters.Syntax;

/// <summary>
/// How a field is compared. <c>!=</c>, <c>!==</c> and <c>!~</c> are not among them: each is the negation of a test, so that
/// <c>a != b</c> is <c>not a = b</c> by construction.
/// </summary>
internal enum FilterOperator
{
    /// <summary><c>:</c>, what is natural for the field.</summary>
    Matches,

    /// <summary><c>=</c>, equal but for the case of ASCII letters.</summary>
    Equal,

    /// <summary><c>==</c>, equal to the last byte.</summary>
    Identical,

    /// <summary><c>&lt;</c>.</summary>
    Less,

    /// <summary><c>&lt;=</c>.</summary>
    AtMost,

    /// <summary><c>&gt;</c>.</summary>
    Greater,

    /// <summary><c>&gt;=</c>.</summary>
    AtLeast,

    /// <summary><c>~</c>, a regular expression.</summary>
    Regex,

    /// <summary><c>^=</c>.</summary>
    StartsWith,

    /// <summary><c>$=</c>.</summary>
    EndsWith,

    /// <summary><c>*=</c>.</summary>
    Contains,
}
