namespace Proximity.Timing;

/// <summary>Waits that must come to an end.</summary>
internal static class Delays
{
    /// <summary>
    /// Completes after this time, or is cancelled. A clock of the application that cannot measure it is replaced by the system's.
    /// </summary>
    public static Task For(TimeSpan time, TimeProvider timeProvider, CancellationToken cancellationToken = default)
    {
        try
        {
            return Task.Delay(time, timeProvider, cancellationToken);
        }
#pragma warning disable CA1031 // A clock the application supplies may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
            return Task.Delay(time, TimeProvider.System, cancellationToken);
        }
    }
}
