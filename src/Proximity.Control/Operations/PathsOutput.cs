namespace Proximity.Control;

/// <summary>The entries of a folder in the tree of a host's paths.</summary>
/// <param name="Entries">The entries, those with the most flows first.</param>
/// <param name="EntryCount">How many entries there are in all.</param>
/// <param name="Flows">How many flows were counted.</param>
/// <param name="Complete">False when the time was over before all flows were looked at.</param>
internal sealed record PathsOutput(IReadOnlyList<PathEntry> Entries, int EntryCount, long Flows, bool Complete);
