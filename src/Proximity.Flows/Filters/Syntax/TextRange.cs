namespace Proximity.Filters.Syntax;

/// <summary>Where something stands in the text of a filter, in UTF-16 code units from 0.</summary>
internal readonly record struct TextRange(int Start, int Length)
{
    public int End => Start + Length;
}
