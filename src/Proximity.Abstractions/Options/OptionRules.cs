using System.Globalization;

namespace Proximity;

/// <summary>The ranges of options that are set in a group: what is wrong with a value, or null.</summary>
internal static class OptionRules
{
    public static Func<int, string?> AtLeast(int least) => value => value >= least ? null : Below(value, least);

    public static Func<long, string?> AtLeast(long least) => value => value >= least ? null : Below(value, least);

    public static Func<int?, string?> AtLeastOrNull(int least) => value => value is { } count && count < least ? Below(count, least) : null;

    public static Func<int, string?> Between(int least, int most) => value => value >= least && value <= most
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{value} is not in {least}..{most}");

    /// <summary>More than zero, or for ever.</summary>
    public static string? Duration(TimeSpan value) => value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{value:c} is not more than zero; Timeout.InfiniteTimeSpan means for ever");

    public static string? DurationOrNull(TimeSpan? value) => value is { } time ? Duration(time) : null;

    public static string? DurationOrZero(TimeSpan value) => value == TimeSpan.Zero || Duration(value) is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{value:c} is less than zero; Timeout.InfiniteTimeSpan means for ever");

    public static string? Defined(HeldBodyOverflow value) => Enum.IsDefined(value)
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{(int)value} is no value of {nameof(HeldBodyOverflow)}");

    public static string? NoNulls(IReadOnlyList<string>? entries)
        => entries is not null && entries.Any(entry => entry is null) ? "An entry is null" : null;

    private static string Below(long value, long least)
        => string.Create(CultureInfo.InvariantCulture, $"{value} is less than {least}");
}
