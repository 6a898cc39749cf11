using Proximity.Control;
using Proximity.Filters;
using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Inspector.Live;

/// <summary>
/// A filter without its tests of the time that stand beside its others: the strip over time shows what is around a range that was chosen
/// in it.
/// </summary>
internal static class FilterWithoutTime
{
    /// <summary>The rest of a filter; null where nothing is left.</summary>
    /// <exception cref="OperationException">The text is no filter.</exception>
    public static Filter? Of(ControlContext context, string? text)
    {
        if (FilterReader.Read(context, text) is not { } filter)
        {
            return null;
        }

        IEnumerable<FilterNode> terms = filter.Tree is AllNode all ? all.Terms : [filter.Tree];
        FilterNode[] kept = [.. terms.Where(static term => term is not TestNode { Field.Field.Id: FieldId.Time })];
        return kept.Length == 0 ? null : Filter.Of(FilterNode.All(kept), FilterReader.SettingsOf(context));
    }
}
