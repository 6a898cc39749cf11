using System.ComponentModel;

namespace Proximity.Control;

internal sealed record WatchInput
{
    [Description("The member last of the answer before; 0 for all flows that are there.")]
    public long After { get; init; }

    [Description("Which flows, in the filter language; all when left out.")]
    public string? Filter { get; init; }

    [Description("The most flows, 1 to 200. Default 100.")]
    public int Limit { get; init; } = 100;

    [Description("How many seconds to wait for the first flow, 0 to 30. Default 10.")]
    public int Wait { get; init; } = 10;

    [Description("The members of each flow that are wanted; all when left out.")]
    public IReadOnlyList<string>? Fields { get; init; }

    [Description("Whether secrets are masked.")]
    public bool? Redact { get; init; }
}
