namespace Proximity.Protocol.Http2.Connections;

/// <summary>What one connection allows and holds.</summary>
internal sealed record Http2Limits
{
    public static Http2Limits Default { get; } = new();

    /// <summary>How many streams the peer may have open; those beyond are refused with REFUSED_STREAM.</summary>
    public int MaxConcurrentStreams { get; init; } = 100;

    /// <summary>How much DATA of one stream we hold.</summary>
    public int StreamWindowBytes { get; init; } = 256 * 1024;

    /// <summary>How much DATA of all streams we hold: the default of 65,535 throttles downloads.</summary>
    public int ConnectionWindowBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest list of fields, as SETTINGS_MAX_HEADER_LIST_SIZE counts; a larger one is an event of its stream.</summary>
    public int MaxHeaderListBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// How long an encoded block may be. Up to here one that is over the limit is decoded and harms its stream alone; a longer one is not,
    /// and without it the connection cannot go on.
    /// </summary>
    public int MaxBlockBytes => Math.Max(4 * MaxHeaderListBytes, 64 * 1024);

    /// <summary>True for a server that takes extended CONNECT (RFC 8441).</summary>
    public bool EnableConnectProtocol { get; init; }

    /// <summary>No DATA is put behind this much output; heads and answers to control frames are.</summary>
    public int MaxOutputBytes { get; init; } = 256 * 1024;

    public AbuseLimits Abuse { get; init; } = AbuseLimits.Default;
}
