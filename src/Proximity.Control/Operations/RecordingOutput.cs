namespace Proximity.Control;

/// <summary>Whether flows are recorded.</summary>
/// <param name="Recording">Whether they are now.</param>
/// <param name="Was">Whether they were before.</param>
internal sealed record RecordingOutput(bool Recording, bool Was);
