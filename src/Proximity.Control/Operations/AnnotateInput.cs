using System.ComponentModel;

namespace Proximity.Control;

internal sealed record AnnotateInput
{
    [Description("The ids of the flows.")]
    public required IReadOnlyList<long> Ids { get; init; }

    [Description("red, orange, yellow, green, blue, purple or grey; none takes the mark away.")]
    public string? Mark { get; set; }

    [Description("The new comment; empty takes it away.")]
    public string? Comment { get; set; }

    [Description("Tags to add.")]
    public IReadOnlyList<string>? AddTags { get; set; }

    [Description("Tags to take away.")]
    public IReadOnlyList<string>? RemoveTags { get; set; }

    [Description("True to find out only what would change.")]
    public bool DryRun { get; set; }
}
