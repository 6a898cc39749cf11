namespace Proximity.Inspector.Live;

/// <summary>How much of a store may be looked at before the view is shown as it is.</summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="enough">With how many flows it may be shown before its time is over; null to use the time.</param>
internal sealed class ScanPace(TimeProvider timeProvider, int? enough)
{
    /// <summary>How long a page of a store may take.</summary>
    public static readonly TimeSpan PageBudget = TimeSpan.FromMilliseconds(20);

    private const int MaxPages = 64;

    private static readonly TimeSpan Time = TimeSpan.FromMilliseconds(60);

    private readonly long began = timeProvider.GetTimestamp();
    private int pages;

    /// <summary>How many numbers the next page may have. The first ones are wanted at once.</summary>
    public int PageLimit => enough is not null && pages == 0 ? 500 : 20_000;

    /// <summary>Counts a page.</summary>
    /// <param name="known">How many flows the view has by now.</param>
    /// <returns>True when another one may be looked at.</returns>
    public bool GoesOn(long known)
        => ++pages < MaxPages && (enough is null || known < enough) && timeProvider.GetElapsedTime(began) < Time;
}
