namespace Proximity.Cli.Recordings;

/// <summary>
/// A clock that stands at a recording's newest flow: <c>time:-15m..</c> of an old file means its last quarter of an hour.
/// </summary>
/// <param name="newest">Where it stands.</param>
/// <param name="inner">Whose zone it has.</param>
internal sealed class NewestClock(DateTimeOffset newest, TimeProvider inner) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => newest.ToUniversalTime();
}
