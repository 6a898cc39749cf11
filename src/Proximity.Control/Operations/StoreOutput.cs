namespace Proximity.Control;

/// <summary>Where flows are kept, and how many there are.</summary>
/// <param name="Kind">The kind of store, such as <c>memory</c>.</param>
/// <param name="Durable">Whether flows outlast the program.</param>
/// <param name="Count">How many flows there are.</param>
/// <param name="Bytes">How many bytes they take.</param>
/// <param name="Place">The file or address; left out where flows are in memory.</param>
/// <param name="MaxFlows">The most flows kept; left out where that is not bounded here.</param>
/// <param name="MaxBytes">The most bytes kept; left out where that is not bounded here.</param>
internal sealed record StoreOutput(
    string Kind, bool Durable, long Count, long Bytes, string? Place, long? MaxFlows, long? MaxBytes);
