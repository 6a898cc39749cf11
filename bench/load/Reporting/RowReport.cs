using System.Text.Json.Serialization;

namespace Proximity.Load.Reporting;

/// <summary>The figures of one contestant in one workload.</summary>
/// <param name="Name">The contestant.</param>
/// <param name="IsOurs">A form of Proximity.</param>
/// <param name="IsProxy">Not the direct connection.</param>
/// <param name="Failure">Why there are no further figures; null when all went well.</param>
/// <param name="Samples">A sample for each round, by the names of the metrics.</param>
internal sealed record RowReport(string Name, bool IsOurs, bool IsProxy, string? Failure, IReadOnlyList<Dictionary<string, double>> Samples)
{
    /// <summary>The medians over the rounds.</summary>
    public Dictionary<string, double> Medians { get; } = Samples.SelectMany(sample => sample).GroupBy(figure => figure.Key).ToDictionary(figures => figures.Key, figures => Median([.. figures.Select(figure => figure.Value)]));

    [JsonIgnore]
    public bool IsPeer => IsProxy && !IsOurs;

    public double? Figure(string metric) => Medians.TryGetValue(metric, out var value) ? value : null;

    private static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
