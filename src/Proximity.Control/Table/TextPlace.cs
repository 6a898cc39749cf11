namespace Proximity.Control;

/// <summary>A part of a text.</summary>
/// <param name="Position">Where it begins, in UTF-16 units from 0.</param>
/// <param name="Length">How long it is; 0 for a place between two characters.</param>
internal sealed record TextPlace(int Position, int Length);
