namespace Proximity.Control;

/// <summary>
/// The percentiles of a growing number of durations. Up to a bound they are exact; beyond it they are rounded to a hundredth, so that
/// memory stays constant.
/// </summary>
internal sealed class Percentiles
{
    /// <summary>As many are kept one by one.</summary>
    internal const int MostExact = 10_000;

    private const double Step = 1.01;

    private readonly SortedDictionary<int, long> buckets = [];
    private List<double>? exact = [];

    public long Count { get; private set; }

    public void Add(double value)
    {
        Count++;
        if (exact is null)
        {
            AddToBucket(value);
            return;
        }

        exact.Add(value);
        if (exact.Count > MostExact)
        {
            exact.ForEach(AddToBucket);
            exact = null;
        }
    }

    /// <summary>The least value that a share of all do not exceed (nearest rank); null when there are none.</summary>
    /// <param name="share">Above 0, up to 1.</param>
    public double? At(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        if (Count == 0)
        {
            return null;
        }

        if (exact is not null)
        {
            exact.Sort();
            return exact[(int)rank - 1];
        }

        foreach (var (bucket, count) in buckets)
        {
            rank -= count;
            if (rank <= 0)
            {
                return bucket < 0 ? 0 : Math.Pow(Step, bucket);
            }
        }

        return null;
    }

    private void AddToBucket(double value)
    {
        var bucket = value < 1 ? -1 : (int)Math.Round(Math.Log(value, Step));
        buckets[bucket] = buckets.GetValueOrDefault(bucket) + 1;
    }
}
