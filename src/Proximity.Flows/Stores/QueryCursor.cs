using System.Globalization;

namespace Proximity.Stores;

/// <summary>
/// Where a page ended: the value that it is sorted by and the sequence of the last flow that was looked at. As a text it says the order
/// too, so that a cursor of another query is known as such.
/// </summary>
/// <param name="Sort">The order of the query.</param>
/// <param name="Key">The value of the last flow; 0 when the sequence is the order.</param>
/// <param name="Sequence">Its number.</param>
internal readonly record struct QueryCursor(FlowSort Sort, long Key, long Sequence)
{
    private const char Separator = '.';

    /// <summary>Before the first flow.</summary>
    public static QueryCursor Start(FlowSort sort) => sort.IsDescending
        ? new(sort, long.MaxValue, long.MaxValue)
        : new(sort, long.MinValue, 0);

    /// <summary>The cursor of a query from the oldest on that goes on behind a number.</summary>
    public static string Behind(long sequence) => new QueryCursor(FlowSort.OldestFirst, 0, sequence).ToString();

    /// <summary>The cursor of a query, or its start.</summary>
    /// <exception cref="ArgumentException">It is not one of this query.</exception>
    public static QueryCursor Of(FlowQuery query)
    {
        if (query.Cursor is not { } text)
        {
            return Start(query.Sort);
        }

        string[] parts = text.Split(Separator);
        return parts.Length == 3 && parts[0] == Name(query.Sort) && TryRead(parts[1], out long key) && TryRead(parts[2], out long sequence)
            ? new QueryCursor(query.Sort, key, sequence)
            : throw new ArgumentException($"'{text}' is not a cursor of this query: its pages have to be asked for in the same order.");
    }

    /// <summary>What a flow is sorted by.</summary>
    public static long KeyOf(StoredFlow flow, FlowSortField field) => field switch
    {
        FlowSortField.Time => flow.Flow.Timestamp.UtcTicks,
        FlowSortField.Duration => flow.Flow.Duration.Ticks,
        FlowSortField.ResponseSize => flow.Flow.Response?.Body.TotalBytes ?? 0,
        FlowSortField.Status => flow.Flow.Response?.Status ?? flow.Flow.AnsweredStatus ?? 0,
        _ => 0,
    };

    /// <summary>True for a flow that comes behind this place.</summary>
    public bool IsBefore(long key, long sequence)
        => Sort.IsDescending ? (key, sequence).CompareTo((Key, Sequence)) < 0 : (key, sequence).CompareTo((Key, Sequence)) > 0;

    /// <inheritdoc/>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Name(Sort)}{Separator}{Key}{Separator}{Sequence}");

    private static string Name(FlowSort sort) => (sort.IsDescending ? "-" : "+") + sort.Field;

    private static bool TryRead(string text, out long number)
        => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
