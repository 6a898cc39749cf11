namespace Proximity.Inspector.Live;

/// <summary>A message of a page as it is written.</summary>
internal sealed record LiveMessage
{
    public string? Filter { get; init; }

    public string? Sort { get; init; }

    public LiveMessageWindow? Window { get; init; }

    public IReadOnlyList<string>? Columns { get; init; }

    public string? Highlight { get; init; }

    public bool Overview { get; init; }
}
