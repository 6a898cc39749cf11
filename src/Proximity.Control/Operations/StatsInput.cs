using System.ComponentModel;

namespace Proximity.Control;

internal sealed record StatsInput
{
    [Description("Which flows, in the filter language; all when left out.")]
    public string? Filter { get; set; }

    [Description("The ids of the flows to count, at most 10000; those of the filter when left out.")]
    public IReadOnlyList<long>? Ids { get; set; }

    [Description("The fields of the filter language to group by, such as host,status. Default host.")]
    public IReadOnlyList<string> By { get; set; } = ["host"];

    [Description("The most groups, 1 to 200, those with the most flows first. Default 50.")]
    public int Limit { get; set; } = 50;
}
