using System.ComponentModel;

namespace Proximity.Control;

internal sealed record ClearInput
{
    [Description("True to find out only how many would go.")]
    public bool DryRun { get; set; }
}
