using System.ComponentModel;

namespace Proximity.Control;

internal sealed record MessagesInput
{
    [Description("The flow's id.")]
    public required long Id { get; init; }

    [Description("The number of the message behind which to go on. Default 0, from the first.")]
    public long After { get; set; }

    [Description("The most messages, 1 to 200. Default 100.")]
    public int Limit { get; set; } = 100;

    [Description("Whether secrets are masked.")]
    public bool? Redact { get; set; }
}
