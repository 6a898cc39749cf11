namespace Proximity.Load.Contestants;

/// <summary>A command line, with environment variables on top of this process's.</summary>
internal sealed record Launch(string Program, IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
