namespace Proximity.Filters.Translation;

/// <summary>A filter of another language in this one.</summary>
/// <param name="Text">The text; it reads without errors. Null when nothing of it could be said.</param>
/// <param name="Problems">What could not be said, and is left out; English sentences.</param>
internal sealed record TranslatedFilter(string? Text, IReadOnlyList<string> Problems);
