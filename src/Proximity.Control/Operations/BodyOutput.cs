using System.Text.Json;

namespace Proximity.Control;

/// <summary>A part of a body.</summary>
internal sealed record BodyOutput
{
    /// <summary>Whose body: request or response.</summary>
    public required string Side { get; init; }

    /// <summary>Its media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>The charset that the text was read in; left out where there is no text.</summary>
    public string? Charset { get; init; }

    /// <summary>The content codings that the body came with.</summary>
    public required IReadOnlyList<string> Chain { get; init; }

    /// <summary>True when they were taken off.</summary>
    public required bool Decoded { get; init; }

    /// <summary>What keeps the content from being whole, as a sentence.</summary>
    public string? Problem { get; init; }

    /// <summary>How many bytes there are of what is shown.</summary>
    public required long Total { get; init; }

    /// <summary>How many bytes stand before this part.</summary>
    public required long Offset { get; init; }

    /// <summary>How many bytes this part has.</summary>
    public required long Count { get; init; }

    /// <summary>Where the next part begins; left out at the end.</summary>
    public long? Next { get; init; }

    /// <summary>The part as text.</summary>
    public string? Text { get; init; }

    /// <summary>The part in base64, where it is no text.</summary>
    public string? Base64 { get; init; }

    /// <summary>The value that the pointer names.</summary>
    public JsonElement? Json { get; init; }
}
