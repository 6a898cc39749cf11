namespace Proximity.Control;

/// <summary>Clients' connections that are open now.</summary>
/// <param name="Connections">The connections, the oldest first.</param>
/// <param name="Next">The cursor to go on with; left out at the end.</param>
/// <param name="Total">How many are open.</param>
internal sealed record ConnectionsOutput(IReadOnlyList<ConnectionRow> Connections, string? Next, int Total);
