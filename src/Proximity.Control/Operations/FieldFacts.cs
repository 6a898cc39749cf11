namespace Proximity.Control;

/// <summary>A field of filters.</summary>
/// <param name="Name">How it is written; <c>[x]</c> stands for a key.</param>
/// <param name="Type">What values it has.</param>
/// <param name="Phase">From when it is known.</param>
/// <param name="Indexed">Whether a store finds it by an index.</param>
/// <param name="Example">A filter with it.</param>
/// <param name="Summary">What it is.</param>
internal sealed record FieldFacts(string Name, string Type, string Phase, bool Indexed, string Example, string Summary);
