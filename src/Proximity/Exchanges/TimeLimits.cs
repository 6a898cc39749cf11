namespace Proximity.Exchanges;

/// <summary>How long things may take; zero or less is for ever.</summary>
/// <param name="Silence">How long nothing may move.</param>
/// <param name="Head">How long a head may take from its first byte to its last.</param>
/// <param name="Connect">How long looking up a name and connecting may take together.</param>
/// <param name="MinBytesPerSecond">What a client must move on average while it is waited for; 0 for any rate.</param>
internal sealed record TimeLimits(TimeSpan Silence, TimeSpan Head, TimeSpan Connect, int MinBytesPerSecond)
{
    /// <summary>The shortest of the limits that are looked at apart from silence; zero when there is none.</summary>
    public TimeSpan ShortestLook { get; } = new[] { Head, Connect, MinBytesPerSecond > 0 ? ClientPace.SampleInterval : TimeSpan.Zero }
        .Where(time => time > TimeSpan.Zero).DefaultIfEmpty(TimeSpan.Zero).Min();
}
