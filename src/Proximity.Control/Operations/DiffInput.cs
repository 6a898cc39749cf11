using System.ComponentModel;

namespace Proximity.Control;

internal sealed record DiffInput
{
    [Description("The id of the earlier flow.")]
    public required long A { get; init; }

    [Description("The id of the later flow.")]
    public required long B { get; init; }

    [Description("Whether secrets are masked.")]
    public bool? Redact { get; set; }
}
