namespace Proximity.Load.Comparing;

/// <summary>The figures of one contestant in one round.</summary>
internal sealed class Sample
{
    private readonly Dictionary<Metric, double> figures = [];

    /// <summary>What was wrong with some of it; null when all went well.</summary>
    public string? Problem { get; init; }

    public IReadOnlyDictionary<Metric, double> Figures => figures;

    public double? this[Metric metric]
    {
        get => figures.TryGetValue(metric, out var value) ? value : null;
        set
        {
            if (value is { } figure)
            {
                figures[metric] = figure;
            }
        }
    }
}
