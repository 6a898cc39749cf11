using System.Text.Json;
using Proximity.Control;

namespace Proximity.Inspector.Live;

/// <summary>What a page wants to be shown.</summary>
/// <param name="Filter">The filter's text; null for all flows.</param>
/// <param name="Sort">The order's text; null for the newest first.</param>
/// <param name="Window">The part that is shown.</param>
internal sealed record LiveSubscription(string? Filter, string? Sort, LiveWindow Window)
{
    /// <exception cref="OperationException">The text is none.</exception>
    public static LiveSubscription Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            LiveMessage message = JsonSerializer.Deserialize(json.Span, LiveJson.Default.LiveMessage)
                ?? throw Invalid("It is null.");
            string? filter = string.IsNullOrWhiteSpace(message.Filter) ? null : message.Filter;
            return new LiveSubscription(filter, message.Sort, WindowOf(message.Window));
        }
        catch (JsonException exception)
        {
            throw Invalid(exception.Message);
        }
    }

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
