using System.ComponentModel;

namespace Proximity.Control;

internal sealed record WatchInput
{
    [Description("The member last of the answer before; 0 for all flows that are there.")]
    public long After { get; set; }

    [Description("Which flows, in the filter language; all when left out.")]
    public string? Filter { get; set; }

    [Description("The most flows, 1 to 200. Default 100.")]
    public int Limit { get; set; } = 100;

    [Description("How many seconds to wait for the first flow, 0 to 30. Default 10.")]
    public int Wait { get; set; } = 10;

    [Description("The members of each flow that are wanted; all when left out.")]
    public IReadOnlyList<string>? Fields { get; set; }

    [Description("Whether secrets are masked.")]
    public bool? Redact { get; set; }
}
