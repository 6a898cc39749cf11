namespace Proximity.Recording;

/// <summary>Local time, whose difference from UTC is looked up once a minute: the rules of a time zone are slow to ask, and change on whole minutes. Thread-safe.</summary>
internal sealed class LocalClock(TimeProvider timeProvider)
{
    private Offset known = new(-1, TimeSpan.Zero);

    public DateTimeOffset Now
    {
        get
        {
            DateTimeOffset utc = timeProvider.GetUtcNow();
            long minute = utc.Ticks / TimeSpan.TicksPerMinute;
            Offset offset = Volatile.Read(ref known);
            if (offset.Minute != minute)
            {
                offset = new Offset(minute, timeProvider.LocalTimeZone.GetUtcOffset(utc));
                Volatile.Write(ref known, offset);
            }

            return new DateTimeOffset(utc.Ticks + offset.Value.Ticks, offset.Value);
        }
    }

    private sealed record Offset(long Minute, TimeSpan Value);
}
