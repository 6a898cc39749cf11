using Proximity.Control;

namespace Proximity.Inspector.Live;

/// <summary>A row of a page: what operations give of a flow, and what this page asks for besides.</summary>
internal sealed record LiveRow : FlowRow
{
    /// <summary>What stands in the columns that the page added, by their fields; those that a flow does not have are left out.</summary>
    public IReadOnlyDictionary<string, string>? Cells { get; set; }

    /// <summary>True where the page's second filter marks the row.</summary>
    public bool? Highlighted { get; set; }
}
