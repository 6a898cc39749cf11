namespace Proximity.Inspector.Security;

/// <summary>Bounds how often wrong credentials may be tried: after <see cref="MaxFailures"/> within a minute none is looked at.</summary>
/// <param name="timeProvider">The clock.</param>
internal sealed class FailureLimit(TimeProvider timeProvider)
{
    /// <summary>The most failures of a minute.</summary>
    public const int MaxFailures = 10;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Queue<long> failures = new(MaxFailures);

    /// <summary>How long nothing may be tried; zero when something may.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (gate)
            {
                Forget();
                return failures.Count < MaxFailures ? TimeSpan.Zero : Window - timeProvider.GetElapsedTime(failures.Peek());
            }
        }
    }

    /// <summary>Counts a failure.</summary>
    public void Count()
    {
        lock (gate)
        {
            Forget();
            if (failures.Count == MaxFailures)
            {
                failures.Dequeue();
            }

            failures.Enqueue(timeProvider.GetTimestamp());
        }
    }

    /// <summary>Forgets all failures.</summary>
    public void Reset()
    {
        lock (gate)
        {
            failures.Clear();
        }
    }

    private void Forget()
    {
        while (failures.TryPeek(out long oldest) && timeProvider.GetElapsedTime(oldest) >= Window)
        {
            failures.Dequeue();
        }
    }
}
