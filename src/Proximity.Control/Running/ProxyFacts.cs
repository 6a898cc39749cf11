namespace Proximity.Control;

/// <summary>What a proxy is doing at a moment.</summary>
internal sealed record ProxyFacts
{
    /// <summary>The version of the program or library.</summary>
    public required string Version { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The URL that a client of this machine is given as its proxy.</summary>
    public required string ProxyUrl { get; init; }

    /// <summary>The address that it listens on.</summary>
    public required string Listening { get; init; }

    /// <summary>True when it opens TLS.</summary>
    public bool IsIntercepting { get; init; }

    /// <summary>How many clients are connected.</summary>
    public int ClientCount { get; init; }

    /// <summary>How many flows were lost on their way into the store.</summary>
    public long DroppedCount { get; init; }

    /// <summary>How often the proxy has reported each error since it started, by code.</summary>
    public IReadOnlyDictionary<string, long> Errors { get; init; } = new Dictionary<string, long>();

    /// <summary>The most flows kept; null where a store bounds itself.</summary>
    public long? MaxFlows { get; init; }

    /// <summary>The most bytes that they take; null where a store bounds itself.</summary>
    public long? MaxFlowBytes { get; init; }

    /// <summary>The most bytes kept of one body.</summary>
    public long MaxBodyBytes { get; init; }

    /// <summary>The file or the address of the store; null where flows are in memory.</summary>
    public string? StorePlace { get; init; }
}
