namespace Proximity.Masking;

/// <summary>A secret in a text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">Its characters.</param>
/// <param name="Kind">What it is, for a person.</param>
internal readonly record struct Secret(int Start, int Length, string Kind)
{
    public int End => Start + Length;
}
