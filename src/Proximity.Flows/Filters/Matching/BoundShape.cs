using Proximity.Filters.Syntax;

namespace Proximity.Filters.Matching;

/// <summary>What an operator makes of values that are spans of numbers.</summary>
/// <param name="Operator">The operator; for a range <see cref="FilterOperator.Matches"/>.</param>
internal readonly record struct BoundShape(FilterOperator Operator)
{
    /// <summary>The range between two values; with one that is null it is open at that end.</summary>
    public Interval Of(Interval? from, Interval? to) => Operator switch
    {
        FilterOperator.Less => new Interval(double.NegativeInfinity, from!.Value.Low, IsHighOpen: true),
        FilterOperator.AtMost => new Interval(double.NegativeInfinity, from!.Value.High),
        FilterOperator.Greater => new Interval(from!.Value.High, double.PositiveInfinity, IsLowOpen: true),
        FilterOperator.AtLeast => new Interval(from!.Value.Low, double.PositiveInfinity),
        _ => new Interval(from?.Low ?? double.NegativeInfinity, to?.High ?? double.PositiveInfinity),
    };
}
