using Proximity.Filters;

namespace Proximity.Control;

/// <summary>Reads the filters of callers, who may name no files: what is in them would come to light by what they match.</summary>
internal static class FilterReader
{
    /// <summary>The filter of a text; null for none.</summary>
    /// <exception cref="OperationException">The text is no filter.</exception>
    public static Filter? Read(ControlContext context, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (Filter.TryParse(text, SettingsOf(context), out Filter? filter, out IReadOnlyList<FilterError> errors))
        {
            return filter;
        }

        FilterError first = errors[0];
        throw new OperationException(OperationProblem.Invalid, "invalid_filter", first.ToString())
        {
            Place = new TextPlace(first.Position, first.Length),
            Meant = first.Meant,
        };
    }

    /// <summary>How filters of callers are read.</summary>
    public static FilterSettings SettingsOf(ControlContext context) => new()
    {
        Codings = context.Codings,
        TimeProvider = context.TimeProvider,
        LastSession = context.Proxy.Session,
    };
}
