using System.ComponentModel;

namespace Proximity.Control;

internal sealed record BodyInput
{
    /// <summary>The most bytes of one answer.</summary>
    public const int MaxCount = 1024 * 1024;

    [Description("The flow's id.")]
    public required long Id { get; init; }

    [Description("request or response. Default response.")]
    public string Side { get; set; } = "response";

    [Description("Whether content codings such as gzip are taken off. Default true.")]
    public bool Decoded { get; set; } = true;

    [Description("How many bytes to pass over.")]
    public int Offset { get; set; }

    [Description("The most bytes, 1 to 1048576. Default 65536.")]
    public int Count { get; set; } = 65_536;

    [Description("A JSON pointer (RFC 6901): gives the value there in place of the text.")]
    public string? Pointer { get; set; }

    [Description("Whether secrets are masked.")]
    public bool? Redact { get; set; }
}
