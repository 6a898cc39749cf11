namespace Proximity.Fuzz.Onward;

/// <summary>What Node made of some bytes.</summary>
/// <param name="Messages">The messages found, in order.</param>
/// <param name="Refusal">Why it stopped, one of Node's codes; null when all was well.</param>
/// <param name="End">For a response: <c>exact</c> when it ended with its last byte, <c>close</c> when only with the connection, <c>early</c> when before.</param>
internal sealed record NodeAnswer(IReadOnlyList<ParsedMessage> Messages, string? Refusal, string? End = null);
