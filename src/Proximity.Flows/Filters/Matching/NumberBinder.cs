using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Filters.Matching;

/// <summary>Makes a condition on numbers of an operator and values as people write them.</summary>
/// <param name="type">What the values are.</param>
/// <param name="clock">The clock that relative times move with.</param>
internal sealed class NumberBinder(FieldType type, TimeProvider clock)
{
    public static bool IsComparison(FilterOperator @operator)
        => @operator is FilterOperator.Less or FilterOperator.AtMost or FilterOperator.Greater or FilterOperator.AtLeast;

    public NumberMatcher? Bind(FilterOperator @operator, FilterValue value, out string? problem)
    {
        bool isComparison = IsComparison(@operator);
        if (value is RangeValue range)
        {
            bool isEquality = @operator is FilterOperator.Matches or FilterOperator.Equal or FilterOperator.Identical;
            problem = isEquality ? null : "This operator takes no range.";
            return problem is null && Bound(range.From, range.To, default, out problem) is { } bound ? new NumberMatcher(bound) : null;
        }

        NodeList<SingleValue> items = ((ListValue)value).Items;
        if (isComparison && items.Count > 1)
        {
            problem = "A comparison takes one value, not a list.";
            return null;
        }

        problem = null;
        var bounds = new List<NumberBound>();
        foreach (SingleValue item in items)
        {
            if (item is not TextValue text)
            {
                problem = "Numbers are compared with numbers.";
                return null;
            }

            BoundShape shape = new(isComparison ? @operator : FilterOperator.Matches);
            if ((IsMeaningless(text, isComparison, out problem) ? null : Bound(text, text, shape, out problem)) is not { } bound)
            {
                return null;
            }

            bounds.Add(bound);
        }

        return new NumberMatcher([.. bounds]);
    }

    /// <summary>A moment before now that is asked for to the microsecond.</summary>
    private bool IsMeaningless(TextValue text, bool isComparison, out string? problem)
    {
        bool isAgo = type == FieldType.Time && !isComparison && text.Text is ['-', ..];
        problem = isAgo ? $"{text.Text} is one moment; since then is {text.Text}.. ." : null;
        return isAgo;
    }

    private NumberBound? Bound(TextValue? from, TextValue? to, BoundShape shape, out string? problem)
    {
        if (type == FieldType.Time)
        {
            TimeMoment? start = Moment(from, out problem);
            TimeMoment? end = problem is null ? Moment(to, out problem) : null;
            return problem is null ? new TimeBound(start, end, shape, clock) : null;
        }

        Interval? low = Number(from, out problem);
        Interval? high = problem is null ? Number(to, out problem) : null;
        return problem is null ? new FixedBound(shape.Of(low, high)) : null;
    }

    private TimeMoment? Moment(TextValue? text, out string? problem)
    {
        TimeMoment? moment = text is null ? null : TimeMoment.Read(text.Text, clock.LocalTimeZone);
        problem = text is null || moment is not null ? null : $"{Shown(text)} is no time: {Kinds()}.";
        return moment;
    }

    private Interval? Number(TextValue? text, out string? problem)
    {
        Interval? number = text is null ? null : NumberReader.Read(type, text.Text);
        problem = text is null || number is not null ? null : $"{Shown(text)} is no {Kinds()}.";
        return number;
    }

    private string Kinds() => type switch
    {
        FieldType.Status => "status: 404, 4xx, 400..499",
        FieldType.Size => "size: 512, 10kb, 1.5mib",
        FieldType.Duration => "duration: 500us, 20ms, 1.5s, 2m, 1h, 1d",
        FieldType.Time => "2025-03-04, 2025-03-04T05:06:07Z, 10:30, today, -15m",
        FieldType.Integer => "whole number",
        _ => "number",
    };

    private static string Shown(TextValue text) => text.Text.Length == 0 ? "An empty text" : text.Text;
}
