using Proximity.Content;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Filters.Matching;
using Proximity.Filters.Sql;
using Proximity.Flows;
using Proximity.Storage.Sqlite.Native;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>Writes the columns of a flow that filters ask for, straight from the flow into a statement.</summary>
internal sealed class FlowColumns
{
    /// <summary>The columns behind them: id, session, req_body, res_body.</summary>
    public const int OwnCount = 4;

    private static readonly SqlColumn[] Columns = [.. FlowsTable.Columns];

    private readonly SnapshotReader reader = new(ContentCodings.BuiltIn);
    private readonly TextBinder text = new();

    /// <summary>The number of the first column that is not a field's.</summary>
    public static int OwnIndex => Columns.Length + 1;

    public void Bind(Statement statement, FlowSnapshot flow)
    {
        reader.Begin(flow);
        for (int i = 0; i < Columns.Length; i++)
        {
            Bind(statement, i + 1, Columns[i].Field);
        }

        reader.End();
    }

    private void Bind(Statement statement, int index, FilterField? field)
    {
        if (field is null)
        {
            statement.Bind(index, FlowsTable.FlagsOf(reader));
        }
        else if (!field.IsNumeric)
        {
            text.Begin(statement, index);
            if (!reader.AnyText(field.Id, null, text))
            {
                statement.BindNull(index);
            }
        }
        else if (reader.Number(field.Id) is not { } number)
        {
            statement.BindNull(index);
        }
        else if (field.Type == FieldType.Number)
        {
            statement.Bind(index, number);
        }
        else
        {
            statement.Bind(index, (long)number);
        }
    }

    /// <summary>Binds the text that it is shown.</summary>
    private sealed class TextBinder : TextMatcher
    {
        private Statement? statement;
        private int index;

        public void Begin(Statement target, int parameter) => (statement, index) = (target, parameter);

        public override bool Matches(ReadOnlySpan<char> text)
        {
            statement!.Bind(index, text);
            return true;
        }
    }
}
