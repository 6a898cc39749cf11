using Proximity.Wires;

namespace Proximity.Serving;

/// <summary>What a client first had to say on a connection.</summary>
/// <param name="HasSpoken">True when it sent something.</param>
/// <param name="Failure">How waiting for it failed, if it did.</param>
internal readonly record struct FirstWord(bool HasSpoken, WireResult Failure);
