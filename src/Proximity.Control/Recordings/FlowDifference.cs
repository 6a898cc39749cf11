using System.Text.Json.Serialization;

namespace Proximity.Control;

/// <summary>Something that is different between two flows.</summary>
/// <param name="Place">What: <c>status</c>, a field such as <c>req.header[accept]</c>, a body, or a place of its JSON.</param>
/// <param name="Kind">How.</param>
/// <param name="Before">What it was; null when it was not there.</param>
/// <param name="After">What it is; null when it is there no longer.</param>
internal sealed record FlowDifference(
    [property: JsonPropertyName("part")] string Place,
    [property: JsonPropertyName("change")] DifferenceKind Kind,
    string? Before,
    string? After)
{
    /// <summary>The place in a body's JSON that this is about; null for the whole place.</summary>
    [JsonPropertyName("name")]
    public string? Pointer { get; init; }

    /// <summary>Something is another one.</summary>
    public static FlowDifference Changed(string place, string before, string after)
        => new(place, DifferenceKind.Changed, before, after);

    /// <summary>The same of a place in a body's JSON.</summary>
    /// <param name="body">The body.</param>
    public FlowDifference Within(string body) => this with { Place = body, Pointer = Place };

    /// <summary>A line for a person.</summary>
    public override string ToString() => Pointer is { } pointer
        ? Kind switch
        {
            DifferenceKind.Added => $"{Place}: {pointer} appeared ({After})",
            DifferenceKind.Removed => $"{Place}: {pointer} vanished ({Before})",
            _ => $"{Place}: {pointer} {Before} -> {After}",
        }
        : Kind switch
        {
            DifferenceKind.Added => $"{Place} appeared: {After}",
            DifferenceKind.Removed => $"{Place} vanished: {Before}",
            DifferenceKind.Values => $"{Place}: other values in the same shape",
            _ => $"{Place}: {Before} -> {After}",
        };
}
