namespace Proximity.Filters.Matching;

/// <summary>A range of moments, of which some move with the clock.</summary>
/// <param name="from">Where it begins; null when it is open.</param>
/// <param name="to">Where it ends; null when it is open.</param>
/// <param name="shape">Says which ends of the two moments are meant and whether they belong to it.</param>
/// <param name="clock">The clock.</param>
internal sealed class TimeBound(TimeMoment? from, TimeMoment? to, BoundShape shape, TimeProvider clock) : NumberBound
{
    public override Interval Interval() => shape.Of(from?.At(clock), to?.At(clock));
}
