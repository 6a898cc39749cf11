namespace Proximity;

/// <summary><see cref="Verdict.Continue"/>.</summary>
internal sealed class ContinueVerdict : Verdict;
