using System.ComponentModel;

namespace Proximity.Control;

internal sealed record BrowserInput
{
    [Description("chromium or firefox; the first that is there when left out.")]
    public BrowserKind? Kind { get; set; }

    [Description("The address to begin with, of http or https; an empty page when left out.")]
    public string? Url { get; set; }

    [Description("True to find out only whether there is one.")]
    public bool DryRun { get; set; }
}
