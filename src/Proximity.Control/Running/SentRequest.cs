namespace Proximity.Control;

/// <summary>What became of a request that was sent.</summary>
/// <param name="FlowId">The id of its flow; null when none was recorded.</param>
/// <param name="Status">The status of the response; null when there was none.</param>
/// <param name="Problem">Why there was none; null when there was one.</param>
internal sealed record SentRequest(long? FlowId, int? Status, string? Problem);
