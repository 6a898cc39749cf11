using System.ComponentModel;

namespace Proximity.Control;

internal sealed record FlowInput
{
    [Description("The flow's id.")]
    public required long Id { get; init; }

    [Description("Whether secrets are masked.")]
    public bool? Redact { get; set; }
}
