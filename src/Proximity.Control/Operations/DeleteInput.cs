using System.ComponentModel;

namespace Proximity.Control;

internal sealed record DeleteInput
{
    [Description("The ids of the flows; left out to take those of a filter.")]
    public IReadOnlyList<long>? Ids { get; set; }

    [Description("Which flows, in the filter language.")]
    public string? Filter { get; set; }

    [Description("True to find out only how many would go.")]
    public bool DryRun { get; set; }
}
