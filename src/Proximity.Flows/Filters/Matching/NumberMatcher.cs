using System.Globalization;

namespace Proximity.Filters.Matching;

/// <summary>A number that lies in any of some ranges. Those may move with the clock.</summary>
internal sealed class NumberMatcher(params NumberBound[] bounds)
{
    /// <summary>The ranges at this moment.</summary>
    public IEnumerable<Interval> Intervals => bounds.Select(bound => bound.Interval());

    public bool Matches(double value)
    {
        foreach (NumberBound bound in bounds)
        {
            if (bound.Interval().Contains(value))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A range between two values, each of them a span of numbers of its own, as <c>5xx</c> and a day are.</summary>
internal abstract class NumberBound
{
    public abstract Interval Interval();
}

/// <summary>A range that stays.</summary>
internal sealed class FixedBound(Interval interval) : NumberBound
{
    public override Interval Interval() => interval;
}

/// <summary>A text that is a number in some ranges.</summary>
internal sealed class NumberTextMatcher(NumberMatcher numbers) : TextMatcher
{
    public override bool Matches(ReadOnlySpan<char> text) => TryRead(text, out double value) && numbers.Matches(value);

    public static bool TryRead(ReadOnlySpan<char> text, out double value)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
