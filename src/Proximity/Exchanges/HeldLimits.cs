namespace Proximity.Exchanges;

/// <summary>What a handler may hold of one body.</summary>
/// <param name="PerBody">The most bytes.</param>
/// <param name="Overflow">What becomes of a longer one.</param>
internal sealed record HeldLimits(int PerBody, HeldBodyOverflow Overflow);
