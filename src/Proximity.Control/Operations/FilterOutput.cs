namespace Proximity.Control;

/// <summary>What a text is as a filter.</summary>
/// <param name="Canonical">The filter in its one form; left out when the text is none.</param>
/// <param name="Errors">What is wrong with it.</param>
/// <param name="Notes">What is right, and was probably not meant.</param>
/// <param name="Completions">What the word before the caret can become, at most 50.</param>
/// <param name="DecidedBy">The phase in which it is decided at the latest.</param>
/// <param name="ReadsBodies">Whether bodies are read for it.</param>
/// <param name="Tests">Its parts, all of which must hold, each as it can stand beside others: alternatives in brackets.</param>
internal sealed record FilterOutput(
    string? Canonical,
    IReadOnlyList<FilterProblem> Errors,
    IReadOnlyList<FilterProblem> Notes,
    IReadOnlyList<string> Completions,
    string? DecidedBy,
    bool ReadsBodies,
    IReadOnlyList<string> Tests);
