using System.ComponentModel;

namespace Proximity.Control;

internal sealed record SearchInput
{
    /// <summary>The most flows of one answer.</summary>
    public const int MaxLimit = 200;

    [Description("Which flows, in the filter language, such as \"host:api.example.com status:5xx\"; all when left out.")]
    public string? Filter { get; set; }

    [Description("id, time, duration, size or status; a minus before it for the largest first. Default -id, the newest first.")]
    public string? Sort { get; set; }

    [Description("The member next of the answer before, to go on behind it.")]
    public string? Cursor { get; set; }

    [Description("The most flows, 1 to 200. Default 50.")]
    public int Limit { get; set; } = 50;

    [Description("The members of each flow that are wanted, such as id,status,url; all when left out.")]
    public IReadOnlyList<string>? Fields { get; set; }

    [Description("Whether secrets are masked.")]
    public bool? Redact { get; set; }
}
