using System.ComponentModel;

namespace Proximity.Control;

internal sealed record AnnotateInput
{
    [Description("The ids of the flows.")]
    public required IReadOnlyList<long> Ids { get; init; }

    [Description("red, orange, yellow, green, blue, purple or grey; none takes the mark away.")]
    public string? Mark { get; init; }

    [Description("The new comment; empty takes it away.")]
    public string? Comment { get; init; }

    [Description("Tags to add.")]
    public IReadOnlyList<string>? AddTags { get; init; }

    [Description("Tags to take away.")]
    public IReadOnlyList<string>? RemoveTags { get; init; }

    [Description("True to find out only what would change.")]
    public bool DryRun { get; init; }
}
