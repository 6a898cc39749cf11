using System.Diagnostics;

namespace Proximity.Inspector.Live;

/// <summary>
/// Counts of flows over all of their time in a bounded number of equal stretches. When flows come from further away, two stretches become
/// one, until all fit: what was counted stays right, and what it takes does not grow. Not thread-safe.
/// </summary>
internal sealed class TimeCounts
{
    /// <summary>The most stretches.</summary>
    public const int MaxCount = 256;

    /// <summary>How long the stretches are at first.</summary>
    public static readonly TimeSpan LeastWidth = TimeSpan.FromMilliseconds(10);

    private readonly long[] flows = new long[MaxCount];
    private readonly long[] errors = new long[MaxCount];
    private long start;
    private int count;

    /// <summary>How long the stretches are.</summary>
    public TimeSpan Width { get; private set; } = LeastWidth;

    /// <summary>When the first one begins, in milliseconds since 1970 in UTC.</summary>
    public long StartMilliseconds => start * (long)Width.TotalMilliseconds;

    /// <summary>How many flows each stretch has.</summary>
    public ReadOnlySpan<long> Flows => flows.AsSpan(0, count);

    /// <summary>How many of them failed.</summary>
    public ReadOnlySpan<long> Errors => errors.AsSpan(0, count);

    /// <summary>How many flows were counted.</summary>
    public long Total { get; private set; }

    /// <summary>Counts flows that began at a time.</summary>
    public void Add(DateTimeOffset began, long flowCount, long errorCount)
    {
        long stretch = Math.DivRem(began.ToUnixTimeMilliseconds(), (long)Width.TotalMilliseconds, out long rest) - (rest < 0 ? 1 : 0);
        if (count == 0)
        {
            (start, count) = (stretch, 1);
        }

        while (Math.Max(stretch, start + count - 1) - Math.Min(stretch, start) >= MaxCount)
        {
            Halve();
            stretch >>= 1;
        }

        MakeRoom(stretch);
        flows[stretch - start] += flowCount;
        errors[stretch - start] += errorCount;
        Total += flowCount;
    }

    private void MakeRoom(long stretch)
    {
        if (stretch < start)
        {
            int shift = (int)(start - stretch);
            Array.Copy(flows, 0, flows, shift, count);
            Array.Copy(errors, 0, errors, shift, count);
            Array.Clear(flows, 0, shift);
            Array.Clear(errors, 0, shift);
            (start, count) = (stretch, count + shift);
        }

        count = Math.Max(count, (int)(stretch - start) + 1);
        Debug.Assert(count <= MaxCount, "two stretches became one until all fit");
    }

    /// <summary>Makes one stretch of two.</summary>
    private void Halve()
    {
        long half = start >> 1;
        for (int i = 0; i < count; i++)
        {
            int at = (int)(((start + i) >> 1) - half);
            (long flowCount, long errorCount) = (flows[i], errors[i]);
            (flows[i], errors[i]) = (0, 0);
            flows[at] += flowCount;
            errors[at] += errorCount;
        }

        count = (int)(((start + count - 1) >> 1) - half) + 1;
        start = half;
        Width *= 2;
    }
}
