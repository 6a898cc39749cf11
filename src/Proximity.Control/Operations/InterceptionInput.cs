using System.ComponentModel;

namespace Proximity.Control;

internal sealed record InterceptionInput
{
    [Description("The patterns of hosts that are opened, such as *.example.com; unchanged when left out.")]
    public IReadOnlyList<string>? Intercept { get; init; }

    [Description("The patterns of hosts that are not; unchanged when left out.")]
    public IReadOnlyList<string>? PassThrough { get; init; }

    [Description("True to find out only whether it can be done.")]
    public bool DryRun { get; init; }
}
