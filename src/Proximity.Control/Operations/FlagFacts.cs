namespace Proximity.Control;

/// <summary>A word behind <c>is:</c> of filters.</summary>
/// <param name="Name">The word.</param>
/// <param name="Summary">When it holds.</param>
internal sealed record FlagFacts(string Name, string Summary);
