namespace Proximity.Cli.Authority;

/// <summary>What came of a question to a trust store, or of a change of it.</summary>
/// <param name="IsGood">True when it was changed as asked, or trusts the authority.</param>
/// <param name="Sentence">For the person who asked; it says what to do when it went wrong.</param>
internal sealed record StoreAnswer(bool IsGood, string Sentence);
