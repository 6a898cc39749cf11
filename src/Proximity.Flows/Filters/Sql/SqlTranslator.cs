using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Filters.Sql;

/// <summary>
/// Translates filters into conditions. The theory: each part becomes a condition that holds at least where the part does, or nothing. An
/// <c>and</c> may leave parts out, an <c>or</c> needs them all, and only an exact part can be negated. In SQL an absent field makes a
/// comparison NULL; and-s and or-s of such carry it on as false would be, and a negation is told that it is.
/// </summary>
internal sealed class SqlTranslator
{
    private const int LongestRow = 32;

    private readonly SqlTestWriter tests;
    private readonly List<object> parameters = [];

    private readonly SqlDialect dialect;

    private SqlTranslator(SqlDialect dialect, FilterSettings settings)
    {
        this.dialect = dialect;
        tests = new SqlTestWriter(dialect, settings, Parameter);
    }

    /// <summary>Translates for SQLite.</summary>
    public static SqlFilter Translate(Filter filter) => Translate(filter, SqlDialect.Sqlite);

    public static SqlFilter Translate(Filter filter, SqlDialect dialect)
    {
        var translator = new SqlTranslator(dialect, filter.Settings);
        IEnumerable<FilterNode> terms = filter.Expanded is AllNode all ? all.Terms : [filter.Expanded];
        var conditions = new List<string>();
        var rest = new List<FilterNode>();
        foreach (FilterNode term in terms)
        {
            SqlTerm? condition = translator.Term(term);
            if (condition is { } translated)
            {
                conditions.Add($"({translated.Text})");
            }

            if (condition is not { IsExact: true })
            {
                rest.Add(term);
            }
        }

        return new SqlFilter(
            conditions.Count == 0 ? dialect.True : Join(" AND ", conditions),
            translator.parameters,
            rest.Count == 0 ? null : Filter.Of(FilterNode.All(rest), filter.Settings));
    }

    private SqlTerm? Term(FilterNode node) => node switch
    {
        AllNode all => All(all),
        AnyNode any => Any(any),
        NotNode not => Not(not.Term),
        TestNode test => tests.Write(test),
        PresenceNode presence => tests.Presence(presence.Field.Field),
        FlagNode { Flag: FilterFlag.Marked } => null,
        FlagNode flag => new SqlTerm(FlagCatalogue.Of(flag.Flag).IsReserved ? dialect.False : FlowsTable.IsFlag(flag.Flag), IsExact: true),
        _ => new SqlTerm(dialect.True, IsExact: true),
    };

    private SqlTerm? All(AllNode all)
    {
        SqlTerm?[] terms = [.. all.Terms.Select(Term)];
        string[] texts = [.. terms.OfType<SqlTerm>().Select(term => $"({term.Text})")];
        return texts.Length == 0 ? null : new SqlTerm(Join(" AND ", texts), terms.All(term => term is { IsExact: true }));
    }

    private SqlTerm? Any(AnyNode any)
    {
        // What a part has put among the parameters goes when another cannot be translated.
        int before = parameters.Count;
        var terms = new List<SqlTerm>();
        foreach (FilterNode node in any.Terms)
        {
            if (Term(node) is not { } term)
            {
                parameters.RemoveRange(before, parameters.Count - before);
                return null;
            }

            terms.Add(term);
        }

        return new SqlTerm(Join(" OR ", [.. terms.Select(term => $"({term.Text})")]), terms.TrueForAll(term => term.IsExact));
    }

    private SqlTerm? Not(FilterNode inner)
    {
        int before = parameters.Count;
        if (Term(inner) is { IsExact: true } term)
        {
            return new SqlTerm($"NOT coalesce(({term.Text}), {dialect.False})", IsExact: true);
        }

        parameters.RemoveRange(before, parameters.Count - before);
        return null;
    }

    /// <summary>A database bounds the depth of an expression. A row of operators is as deep as it is long: long rows are folded.</summary>
    internal static string Join(string connective, IReadOnlyList<string> terms)
    {
        while (terms.Count > LongestRow)
        {
            terms = [.. terms.Chunk(LongestRow).Select(row => $"({string.Join(connective, row)})")];
        }

        return string.Join(connective, terms);
    }

    private string Parameter(object value)
    {
        parameters.Add(value);
        return dialect.Parameter(parameters.Count - 1);
    }
}
