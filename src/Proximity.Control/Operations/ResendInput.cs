using System.ComponentModel;

namespace Proximity.Control;

internal sealed record ResendInput
{
    [Description("The id of the flow whose request is sent again.")]
    public required long Id { get; init; }

    [Description("Another method; the flow's when left out.")]
    public string? Method { get; set; }

    [Description("Another absolute URL; the flow's when left out.")]
    public string? Url { get; set; }

    [Description("Other fields, each a name and a value; the flow's when left out.")]
    public IReadOnlyList<IReadOnlyList<string>>? Headers { get; set; }

    [Description("Another body, as text.")]
    public string? Body { get; set; }

    [Description("Another body, in base64.")]
    public string? BodyBase64 { get; set; }

    [Description("True to see what would be sent.")]
    public bool DryRun { get; set; }
}
