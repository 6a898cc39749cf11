using System.Globalization;
using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Formats.Har;

/// <summary>Reads points in time and durations.</summary>
internal static class HarTime
{
    /// <summary>From here on a number of seconds since 1970 would be after the year 33000: it is milliseconds.</summary>
    private const decimal FirstMilliseconds = 1e12m;

    private const decimal MostMilliseconds = 253_402_300_799_999m;

    /// <summary>A date and time with an offset, or a number since 1970; 1970 for everything else.</summary>
    public static DateTimeOffset Read(string? text)
    {
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time;
        }

        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            ? OfEpoch(number)
            : DateTimeOffset.UnixEpoch;
    }

    /// <summary>Seconds or milliseconds since 1970, with fractions.</summary>
    public static DateTimeOffset OfEpoch(decimal number)
    {
        decimal milliseconds = number >= FirstMilliseconds ? number : number is >= 0 and < FirstMilliseconds ? number * 1000 : 0;
        return DateTimeOffset.UnixEpoch.AddTicks((long)(Math.Min(milliseconds, MostMilliseconds) * TimeSpan.TicksPerMillisecond));
    }

    public static FlowTimings ReadTimings(JsonElement timings)
    {
        TimeSpan connect = Phase(timings, "connect"u8);
        TimeSpan tls = Phase(timings, "ssl"u8);
        return new FlowTimings(
            Phase(timings, "dns"u8),
            // Firefox does not count the TLS handshake as connecting.
            connect < tls ? connect + tls : connect,
            Phase(timings, "send"u8),
            Phase(timings, "wait"u8),
            Phase(timings, "receive"u8));
    }

    /// <summary>What is −1, not known, is zero here.</summary>
    private static TimeSpan Phase(JsonElement timings, ReadOnlySpan<byte> name) => JsonText.Milliseconds(timings, name) ?? TimeSpan.Zero;
}
