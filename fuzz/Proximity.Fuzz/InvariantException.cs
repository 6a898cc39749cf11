namespace Proximity.Fuzz;

/// <summary>An input for which a target's invariant does not hold: a defect of the code under test.</summary>
internal sealed class InvariantException(string message) : Exception(message);
