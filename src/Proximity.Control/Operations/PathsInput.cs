using System.ComponentModel;

namespace Proximity.Control;

internal sealed record PathsInput
{
    [Description("The host whose paths are wanted.")]
    public required string Host { get; init; }

    [Description("The folder whose entries are wanted, such as /v1/; it begins and ends with a slash. Default /.")]
    public string Under { get; set; } = "/";

    [Description("Which flows, in the filter language; all when left out.")]
    public string? Filter { get; set; }

    [Description("The most entries, 1 to 200, those with the most flows first. Default 50.")]
    public int Limit { get; set; } = 50;
}
