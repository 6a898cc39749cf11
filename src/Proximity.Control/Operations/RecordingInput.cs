using System.ComponentModel;

namespace Proximity.Control;

internal sealed record RecordingInput
{
    [Description("Whether flows that end from now on are kept.")]
    public required bool On { get; init; }

    [Description("True to find out only what would change.")]
    public bool DryRun { get; set; }
}
