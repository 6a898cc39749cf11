using Proximity.Control;
using Proximity.Filters;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Fields;
using Proximity.Stores;

namespace Proximity.Inspector.Live;

/// <summary>What a page wants of each row beyond what all have: columns of its own, and a mark by a second filter.</summary>
internal sealed class RowExtras
{
    /// <summary>The most columns of a page's own.</summary>
    public const int MaxColumns = 16;

    private const int MaxText = 300;

    private readonly FieldValues values;
    private readonly (string Name, FieldReference Field)[] columns;
    private readonly Filter? highlight;

    private RowExtras(FieldValues values, (string Name, FieldReference Field)[] columns, Filter? highlight)
    {
        this.values = values;
        this.columns = columns;
        this.highlight = highlight;
        ReadsBodies = highlight is { ReadsBodies: true }
            || columns.Any(static column => Filter.Parse($"has:{column.Name}").ReadsBodies);
    }

    /// <summary>Whether bodies have to be read for it.</summary>
    public bool ReadsBodies { get; }

    /// <summary>What a subscription asks for; null for nothing.</summary>
    /// <exception cref="OperationException">A column is no field, or the second filter is none.</exception>
    public static RowExtras? Of(ControlContext context, LiveSubscription wanted)
    {
        if (wanted.Columns.Count == 0 && wanted.Highlight is null)
        {
            return null;
        }

        (string Name, FieldReference Field)[] columns = [.. wanted.Columns.Distinct().Select(static name => (name, FieldText.Named(name)))];
        return new RowExtras(new FieldValues(context.Codings), columns, Highlight(context, wanted.Highlight));
    }

    /// <summary>Writes it into a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="shown">The flow as the page may see it.</param>
    /// <param name="whole">The flow itself, which the filter is asked about.</param>
    public void Fill(LiveRow row, StoredFlow shown, StoredFlow whole)
    {
        Dictionary<string, string> cells = [];
        foreach ((string name, FieldReference field) in columns)
        {
            string text = FieldText.Of(values, field, shown);
            if (text.Length > 0)
            {
                cells[name] = text.Length > MaxText ? text[..MaxText] : text;
            }
        }

        row.Cells = cells.Count > 0 ? cells : null;
        row.Highlighted = highlight is not null && highlight.Evaluate(whole) is true ? true : null;
    }

    /// <summary>The page has two filters: a fault says that it is the second one's.</summary>
    private static Filter? Highlight(ControlContext context, string? text)
    {
        try
        {
            return FilterReader.Read(context, text);
        }
        catch (OperationException exception) when (exception.Code == "invalid_filter")
        {
            throw new OperationException(OperationProblem.Invalid, "invalid_highlight", exception.Message)
            {
                Place = exception.Place,
                Meant = exception.Meant,
            };
        }
    }
}
