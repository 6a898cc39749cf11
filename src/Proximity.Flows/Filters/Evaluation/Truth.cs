namespace Proximity.Filters.Evaluation;

/// <summary>An answer of Kleene's logic: <c>and</c> is the lesser of two, <c>or</c> the greater.</summary>
internal enum Truth : byte
{
    /// <summary>It does not hold.</summary>
    False,

    /// <summary>A field that it asks for is not yet known.</summary>
    Unknown,

    /// <summary>It holds.</summary>
    True,
}
