using System.Text.Json;
using Proximity.Control;

namespace Proximity.Inspector.Live;

/// <summary>What a page wants to be shown.</summary>
/// <param name="Filter">The filter's text; null for all flows.</param>
/// <param name="Sort">The order's text; null for the newest first.</param>
/// <param name="Window">The part that is shown.</param>
internal sealed record LiveSubscription(string? Filter, string? Sort, LiveWindow Window)
{
    /// <summary>The fields of columns that the page added.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The text of the filter that marks rows; null for none.</summary>
    public string? Highlight { get; init; }

    /// <summary>Whether the flows are counted over time.</summary>
    public bool HasOverview { get; init; }

    /// <exception cref="OperationException">The text is none.</exception>
    public static LiveSubscription Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            LiveMessage message = JsonSerializer.Deserialize(json.Span, LiveJson.Default.LiveMessage)
                ?? throw Invalid("It is null.");
            return new LiveSubscription(TextOf(message.Filter), message.Sort, WindowOf(message.Window))
            {
                Columns = ColumnsOf(message.Columns ?? []),
                Highlight = TextOf(message.Highlight),
                HasOverview = message.Overview,
            };
        }
        catch (JsonException exception)
        {
            throw Invalid(exception.Message);
        }
    }

    /// <summary>Whether rows look the same as for another subscription.</summary>
    public bool HasSameRows(LiveSubscription other) => Highlight == other.Highlight && Columns.SequenceEqual(other.Columns);

    private static string? TextOf(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static IReadOnlyList<string> ColumnsOf(IReadOnlyList<string> columns) => columns.Count <= RowExtras.MaxColumns ? columns
        : throw Invalid($"A page adds {RowExtras.MaxColumns} columns at most, and not {columns.Count}.");

    private static LiveWindow WindowOf(LiveMessageWindow? window)
    {
        if (window is null)
        {
            return LiveWindow.Top;
        }

        int count = window.Last ?? window.Count ?? LiveWindow.Top.Count;
        if (count is < 0 or > LiveWindow.MaxCount)
        {
            throw Invalid($"A window has 0 to {LiveWindow.MaxCount} rows, and not {count}.");
        }

        if (window.First < 0 || window.Before is < 0 or > LiveWindow.MaxCount)
        {
            throw Invalid("A window begins at 0 or behind it, and its anchor is in it.");
        }

        return new LiveWindow(count)
        {
            First = window.First,
            Anchor = window.Anchor,
            Before = window.Before,
            IsAtEnd = window.Last is not null,
        };
    }

    private static OperationException Invalid(string message)
        => new(OperationProblem.Invalid, "invalid_subscription", "The message cannot be read: " + message);
}
