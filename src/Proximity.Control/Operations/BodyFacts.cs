namespace Proximity.Control;

/// <summary>What a flow has of a body, without its bytes.</summary>
/// <param name="State">none, streaming, complete, truncated, notKept or aborted.</param>
/// <param name="KeptBytes">How many bytes are kept.</param>
/// <param name="TotalBytes">How many bytes passed.</param>
/// <param name="Codings">Its content codings, in the order in which they were put on.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Trailers">The fields behind it.</param>
/// <param name="NotKept">Why nothing of it is kept; left out when something is.</param>
internal sealed record BodyFacts(
    string State,
    long KeptBytes,
    long TotalBytes,
    IReadOnlyList<string> Codings,
    string? ContentType,
    IReadOnlyList<IReadOnlyList<string>> Trailers,
    string? NotKept);
