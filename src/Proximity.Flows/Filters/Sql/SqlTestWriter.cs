using Proximity.Filters.Fields;
using Proximity.Filters.Matching;
using Proximity.Filters.Syntax;

namespace Proximity.Filters.Sql;

/// <summary>Writes single tests.</summary>
/// <param name="dialect">The database's way to write them.</param>
/// <param name="settings">The clock that relative times are taken from.</param>
/// <param name="parameter">Takes a value and gives the name of its parameter.</param>
internal sealed class SqlTestWriter(SqlDialect dialect, FilterSettings settings, Func<object, string> parameter)
{
    /// <summary>A field is there.</summary>
    public SqlTerm? Presence(FilterField field)
        => field.IsReserved ? new SqlTerm(dialect.False, IsExact: true)
            : field.Id == FieldId.Url ? new SqlTerm(dialect.True, IsExact: true)
            : field.Id == FieldId.GrpcMethod ? new SqlTerm($"{FlowsTable.IsFlag(FilterFlag.Grpc)} AND path IS NOT NULL", IsExact: true)
            : field.Column is { } column ? new SqlTerm($"{column} IS NOT NULL", IsExact: true)
            : null;

    /// <summary>A test; null when the table says nothing about it.</summary>
    public SqlTerm? Write(TestNode test)
    {
        FilterField field = test.Field.Field;
        if (field.IsReserved)
        {
            return new SqlTerm(dialect.False, IsExact: true);
        }

        if (Expression(field) is not { } column)
        {
            return null;
        }

        SqlTerm? term = field.IsNumeric ? Number(test, column) : Text(test, column);
        return term is { } written && field.Id == FieldId.GrpcMethod
            ? written with { Text = $"{FlowsTable.IsFlag(FilterFlag.Grpc)} AND ({written.Text})" } : term;
    }

    private string? Expression(FilterField field) => field.Id switch
    {
        FieldId.Url => FlowsTable.Url(dialect),
        FieldId.GrpcMethod => "path",
        _ => field.Column,
    };

    private SqlTerm? Number(TestNode test, string column)
    {
        if (test.Operator is FilterOperator.StartsWith or FilterOperator.EndsWith or FilterOperator.Contains or FilterOperator.Regex)
        {
            // Fractions are not written the same everywhere.
            return test.Field.Field.Type is FieldType.Status or FieldType.Integer ? Text(test, $"CAST({column} AS TEXT)") : null;
        }

        NumberMatcher numbers = new NumberBinder(test.Field.Field.Type, settings.TimeProvider).Bind(test.Operator, test.Value, out _)!;
        string[] ranges = [.. numbers.Intervals.Select(interval => $"({Interval(column, interval)})")];
        return new SqlTerm(SqlTranslator.Join(" OR ", ranges), IsExact: true);
    }

    private string Interval(string column, Interval interval)
    {
        var ends = new List<string>();
        if (double.IsFinite(interval.Low))
        {
            ends.Add($"{column} {(interval.IsLowOpen ? ">" : ">=")} {parameter(interval.Low)}");
        }

        if (double.IsFinite(interval.High))
        {
            ends.Add($"{column} {(interval.IsHighOpen ? "<" : "<=")} {parameter(interval.High)}");
        }

        return ends.Count == 0 ? $"{column} IS NOT NULL" : string.Join(" AND ", ends);
    }

    private SqlTerm? Text(TestNode test, string column)
    {
        if (test.Value is not ListValue list || test.Operator is FilterOperator.Regex || !list.Items.All(item => CanWrite(test, item)))
        {
            return null;
        }

        SqlTerm[] terms = [.. list.Items.Select(item => Single(test, column, (TextValue)item))];
        string text = SqlTranslator.Join(" OR ", [.. terms.Select(term => $"({term.Text})")]);
        return new SqlTerm(text, Array.TrueForAll(terms, term => term.IsExact));
    }

    private static bool CanWrite(TestNode test, SingleValue item)
        => item is TextValue
            && test.Operator is FilterOperator.Matches or FilterOperator.Equal or FilterOperator.Identical or FilterOperator.StartsWith
                or FilterOperator.EndsWith or FilterOperator.Contains
            && !(test is { Operator: FilterOperator.Matches, Field.Field.Type: FieldType.Address });

    private SqlTerm Single(TestNode test, string column, TextValue value)
    {
        bool isHost = test.Field.Field.Type == FieldType.Host;
        return test.Operator switch
        {
            FilterOperator.Matches => Natural(test.Field.Field.Type, column, value),
            FilterOperator.Identical when !isHost => new SqlTerm($"{column} = {parameter(value.Text)}", IsExact: true),
            FilterOperator.Equal or FilterOperator.Identical => Equal(column, value.Text, isHost),
            FilterOperator.StartsWith => Like(column, $"{Escape(value.Text)}%"),
            FilterOperator.EndsWith => Like(column, $"%{Escape(value.Text)}"),
            _ => Like(column, $"%{Escape(value.Text)}%"),
        };
    }

    private SqlTerm Natural(FieldType type, string column, TextValue value)
    {
        bool isHost = type == FieldType.Host;
        if (value.IsPattern)
        {
            // The asterisks of hosts mind the dots, those of LIKE do not.
            string pattern = string.Join('%', value.Text.Split('*').Select(Escape));
            return Like(column, pattern) with { IsExact = !isHost };
        }

        if (isHost)
        {
            string domain = value.Text.TrimStart('.');
            return new SqlTerm($"{Equal(column, domain, isHost).Text} OR {Like(column, "%." + Escape(domain)).Text}", IsExact: true);
        }

        return type is FieldType.Text or FieldType.Path
            ? Like(column, $"%{Escape(value.Text)}%")
            : Equal(column, value.Text, isHost);
    }

    /// <summary>Hosts are stored in lower case, so that their index is of use.</summary>
    private SqlTerm Equal(string column, string text, bool isHost) => new(
        isHost ? $"{column} = {parameter(LowerAscii(text))}" : dialect.Equal(column, parameter(text)), IsExact: true);

    private SqlTerm Like(string column, string pattern) => new($"{column} {dialect.Like} {parameter(pattern)} ESCAPE '\\'", IsExact: true);

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);

    private static string LowerAscii(string text)
        => string.Create(text.Length, text, (room, source) =>
        {
            for (int i = 0; i < source.Length; i++)
            {
                room[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
            }
        });
}
