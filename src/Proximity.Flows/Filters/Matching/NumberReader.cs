using System.Globalization;
using Proximity.Filters.Fields;

namespace Proximity.Filters.Matching;

/// <summary>Reads numbers with units, and classes such as <c>5xx</c>. Each is a span of numbers, mostly of one.</summary>
internal static class NumberReader
{
    /// <summary>Beyond this a double does not hold every whole number.</summary>
    private const double Largest = 1L << 53;

    private static readonly (string Unit, double Factor)[] Sizes =
    [
        ("kib", 1024), ("mib", 1024 * 1024), ("gib", 1024 * 1024 * 1024), ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("b", 1), ("", 1),
    ];

    /// <summary>In microseconds.</summary>
    private static readonly (string Unit, double Factor)[] Durations =
    [
        ("us", 1), ("ms", 1e3), ("s", 1e6), ("m", 60e6), ("h", 3600e6), ("d", 86400e6),
    ];

    /// <summary>Reads a value of a field; null when it is none.</summary>
    public static Interval? Read(FieldType type, string text) => type switch
    {
        FieldType.Status => Status(text),
        FieldType.Integer => Integer(text),
        FieldType.Size => One(WithUnit(text, Sizes)),
        FieldType.Duration => One(Duration(text)),
        _ => NumberTextMatcher.TryRead(text, out double number) ? new Interval(number, number) : null,
    };

    /// <summary>A duration in microseconds; null when it is none.</summary>
    public static double? Duration(string text) => WithUnit(text, Durations);

    private static Interval? One(double? number) => number is { } value ? new Interval(value, value) : null;

    private static Interval? Integer(string text)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= Largest
            ? new Interval(number, number) : null;

    private static Interval? Status(string text)
        => text is [>= '1' and <= '9' and char hundreds, 'x' or 'X', 'x' or 'X']
            ? new Interval((hundreds - '0') * 100, ((hundreds - '0') * 100) + 99)
            : Integer(text);

    private static double? WithUnit(string text, (string Unit, double Factor)[] units)
    {
        int end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }

        foreach ((string unit, double factor) in units)
        {
            if (text.AsSpan(end).Equals(unit, StringComparison.OrdinalIgnoreCase))
            {
                return double.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                    && number * factor <= Largest ? Math.Round(number * factor) : null;
            }
        }

        return null;
    }
}
