namespace Proximity.Control;

/// <summary>Why a flow failed.</summary>
/// <param name="Code">The stable code, as in docs/errors.md.</param>
/// <param name="Message">When this happens, as a sentence.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record ErrorFacts(string Code, string Message, string Remedy);
