namespace Proximity.StoreBench;

/// <summary>How figures are put together and said.</summary>
internal static class Figures
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }

    public static double Percentile(IReadOnlyCollection<double> values, double part)
        => values.Order().ElementAt((int)Math.Min(values.Count - 1, values.Count * part));

    public static void Say(string line) => Console.WriteLine(line);
}
