using System.ComponentModel;

namespace Proximity.Control;

internal sealed record ExportInput
{
    [Description("har, json, jsonl, mitmproxy, saz, curl, csharp, fetch, python, http, raw or html.")]
    public required string Format { get; init; }

    [Description("The ids of the flows; left out to take those of a filter.")]
    public IReadOnlyList<long>? Ids { get; set; }

    [Description("Which flows, in the filter language, the oldest first; all when neither this nor ids are given.")]
    public string? Filter { get; set; }

    [Description("Whether secrets are masked. Default true.")]
    public bool Redact { get; set; } = true;
}
