namespace Proximity.Control;

/// <summary>The input of an operation that takes nothing.</summary>
internal sealed record NoInput;
