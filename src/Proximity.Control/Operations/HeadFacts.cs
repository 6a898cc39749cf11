namespace Proximity.Control;

/// <summary>A head as it was sent.</summary>
/// <param name="StartLine">Its first line.</param>
/// <param name="Headers">The fields in their order, each a name and a value.</param>
/// <param name="Raw">The head as text, its line ends included.</param>
internal sealed record HeadFacts(string StartLine, IReadOnlyList<IReadOnlyList<string>> Headers, string Raw);
