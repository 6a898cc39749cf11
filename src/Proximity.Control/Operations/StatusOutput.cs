namespace Proximity.Control;

/// <summary>What a proxy is doing.</summary>
internal sealed record StatusOutput
{
    /// <summary>The version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The URL that clients of this machine are given as their proxy.</summary>
    public required string ProxyUrl { get; init; }

    /// <summary>The address that it listens on.</summary>
    public required string Listening { get; init; }

    /// <summary>Whether flows are recorded.</summary>
    public required bool Recording { get; init; }

    /// <summary>Whether TLS is opened.</summary>
    public required bool Intercepting { get; init; }

    /// <summary>Where flows are kept.</summary>
    public required StoreOutput Store { get; init; }

    /// <summary>How many clients are connected.</summary>
    public required int Clients { get; init; }

    /// <summary>How many flows are under way.</summary>
    public required int UnderWay { get; init; }

    /// <summary>How many flows were lost on their way into the store.</summary>
    public required long Dropped { get; init; }

    /// <summary>How many errors the proxy has reported since it started.</summary>
    public required long Errors { get; init; }

    /// <summary>The same by the code of the error.</summary>
    public required IReadOnlyDictionary<string, long> ErrorCodes { get; init; }

    /// <summary>The session that ids belong to now.</summary>
    public required Guid Session { get; init; }

    /// <summary>Whether this caller may change anything.</summary>
    public required bool AllowsWrites { get; init; }

    /// <summary>The most bytes kept of one body.</summary>
    public required long MaxBodyBytes { get; init; }
}
