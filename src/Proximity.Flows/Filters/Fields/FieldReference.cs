namespace Proximity.Filters.Fields;

/// <summary>A field of the catalogue, with its key where it has one.</summary>
/// <param name="Field">The field.</param>
/// <param name="Key">What stands between its brackets; null for none.</param>
internal sealed record FieldReference(FilterField Field, string? Key = null);
