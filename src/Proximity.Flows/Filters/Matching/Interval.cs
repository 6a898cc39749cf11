namespace Proximity.Filters.Matching;

/// <summary>A range of numbers; an end is part of it unless it is open.</summary>
internal readonly record struct Interval(double Low, double High, bool IsLowOpen = false, bool IsHighOpen = false)
{
    public bool Contains(double value)
        => (IsLowOpen ? value > Low : value >= Low) && (IsHighOpen ? value < High : value <= High);
}
