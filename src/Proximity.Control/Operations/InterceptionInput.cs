using System.ComponentModel;

namespace Proximity.Control;

internal sealed record InterceptionInput
{
    [Description("The patterns of hosts that are opened, such as *.example.com; unchanged when left out.")]
    public IReadOnlyList<string>? Intercept { get; set; }

    [Description("The patterns of hosts that are not; unchanged when left out.")]
    public IReadOnlyList<string>? PassThrough { get; set; }

    [Description("True to find out only whether it can be done.")]
    public bool DryRun { get; set; }
}
