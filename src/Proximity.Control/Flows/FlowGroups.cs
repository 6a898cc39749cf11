using Proximity.Flows;

namespace Proximity.Control;

/// <summary>Flows in groups of those that have the same values.</summary>
internal sealed class FlowGroups
{
    /// <summary>What is counted together beyond so many groups.</summary>
    public const int MostGroups = 10_000;

    /// <summary>The first value of what is counted together.</summary>
    public const string Others = "(others)";

    private readonly Dictionary<string, FlowGroup> groups = new(StringComparer.Ordinal);

    /// <summary>How many flows were counted.</summary>
    public long FlowCount { get; private set; }

    /// <summary>How many groups there are.</summary>
    public int Count => groups.Count;

    /// <summary>The groups, those with the most flows first.</summary>
    public IEnumerable<FlowGroup> Largest => groups.Values.OrderByDescending(static group => group.Durations.Count)
        .ThenBy(static group => string.Join('\0', group.Keys), StringComparer.Ordinal);

    /// <summary>Counts a flow.</summary>
    /// <param name="keys">Its values; empty for what it does not have.</param>
    /// <param name="flow">The flow.</param>
    public void Add(string[] keys, FlowSnapshot flow)
    {
        string key = string.Join('\0', keys);
        if (!groups.TryGetValue(key, out FlowGroup? group))
        {
            if (groups.Count >= MostGroups)
            {
                keys = [.. keys.Select(static (_, at) => at == 0 ? Others : string.Empty)];
                key = Others;
            }

            group = groups.TryGetValue(key, out FlowGroup? known) ? known : groups[key] = new FlowGroup(keys);
        }

        FlowCount++;
        group.Add(flow);
    }
}
