using System.Globalization;

namespace Proximity.Filters.Matching;

/// <summary>
/// A moment as people write it, in whole microseconds since 1970 (UTC): a date, a time of today, a duration before now. It lasts as long
/// as what it names: a date is a day, a time without seconds a minute.
/// </summary>
/// <param name="Anchor">What <see cref="Offset"/> counts from.</param>
/// <param name="Offset">Microseconds from there on.</param>
/// <param name="Length">How many microseconds it lasts, at least 1.</param>
internal sealed record TimeMoment(TimeAnchor Anchor, long Offset, long Length)
{
    public const long PerMillisecond = 1000;
    public const long PerSecond = 1_000_000;
    private const long PerMinute = 60 * PerSecond;
    private const long PerDay = 24 * 60 * PerMinute;

    private static readonly (string Format, long Length)[] Dates =
    [
        ("yyyy-MM-dd", PerDay),
        ("yyyy-MM-dd'T'HH:mm", PerMinute),
        ("yyyy-MM-dd'T'HH:mm:ss", PerSecond),
        ("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", 1),
        ("yyyy-MM-dd HH:mm", PerMinute),
        ("yyyy-MM-dd HH:mm:ss", PerSecond),
        ("yyyy-MM-dd HH:mm:ss.FFFFFF", 1),
    ];

    private static readonly (string Format, long Length)[] ZonedDates =
    [
        .. Dates.Skip(1).Select(date => (date.Format + "K", date.Length)),
    ];

    private static readonly (string Format, long Length)[] Times =
    [
        ("hh\\:mm", PerMinute), ("hh\\:mm\\:ss", PerSecond), ("hh\\:mm\\:ss\\.FFFFFF", 1),
    ];

    public static long FromUtc(DateTimeOffset moment) => (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>Reads a moment; null when it is none.</summary>
    /// <param name="text">What people write.</param>
    /// <param name="zone">The zone of dates without one.</param>
    public static TimeMoment? Read(string text, TimeZoneInfo zone) => text.ToLowerInvariant() switch
    {
        "now" => new TimeMoment(TimeAnchor.Now, 0, 1),
        "today" => new TimeMoment(TimeAnchor.Today, 0, PerDay),
        "yesterday" => new TimeMoment(TimeAnchor.Today, -PerDay, PerDay),
        ['-', .. string ago] => NumberReader.Duration(ago) is { } duration ? new TimeMoment(TimeAnchor.Now, -(long)duration, 1) : null,
        _ => TimeOfDay(text) ?? Date(text, zone),
    };

    /// <summary>The span that it is now.</summary>
    public Interval At(TimeProvider clock)
    {
        long start = Offset + Anchor switch
        {
            TimeAnchor.Now => FromUtc(clock.GetUtcNow()),
            TimeAnchor.Today => StartOfToday(clock),
            _ => 0,
        };
        return new Interval(start, start + Length - 1);
    }

    private static long StartOfToday(TimeProvider clock)
    {
        DateTime midnight = clock.GetLocalNow().Date;
        return FromUtc(new DateTimeOffset(midnight, clock.LocalTimeZone.GetUtcOffset(midnight)));
    }

    private static TimeMoment? TimeOfDay(string text)
    {
        foreach ((string format, long length) in Times)
        {
            if (TimeSpan.TryParseExact(text, format, CultureInfo.InvariantCulture, out TimeSpan time))
            {
                return new TimeMoment(TimeAnchor.Today, time.Ticks / TimeSpan.TicksPerMicrosecond, length);
            }
        }

        return null;
    }

    private static TimeMoment? Date(string text, TimeZoneInfo zone)
    {
        foreach ((string format, long length) in Dates)
        {
            if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
            {
                return new TimeMoment(TimeAnchor.Epoch, FromLocal(local, zone), length);
            }
        }

        foreach ((string format, long length) in ZonedDates)
        {
            const DateTimeStyles Style = DateTimeStyles.AssumeUniversal;
            if (DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, Style, out DateTimeOffset zoned))
            {
                return new TimeMoment(TimeAnchor.Epoch, FromUtc(zoned), length);
            }
        }

        return null;
    }

    private static long FromLocal(DateTime local, TimeZoneInfo zone)
        => ((local.Ticks - zone.GetUtcOffset(local).Ticks) - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
