namespace Proximity.Protocol.Http2.Connections;

/// <summary>
/// How much a peer may do for nothing in one period, which <see cref="Http2Connection.BeginPeriod"/> begins: a second, say. Each bound is
/// far beyond what clients and servers in use do, and far below what costs more than it costs the peer.
/// </summary>
internal sealed record AbuseLimits
{
    public static AbuseLimits Default { get; } = new();

    /// <summary>
    /// Streams that a client resets, and streams that we have to reset for what stands in them. A browser that leaves a page cancels a
    /// hundred.
    /// </summary>
    public int Resets { get; init; } = 400;

    /// <summary>CONTINUATION frames of one block, whatever the period: four hold a block of 64 KiB.</summary>
    public int ContinuationsPerBlock { get; init; } = 32;

    public int Settings { get; init; } = 100;

    /// <summary>PING frames beyond those that come with DATA: gRPC measures the line with one for each read.</summary>
    public int Pings { get; init; } = 1000;

    public int EmptyFrames { get; init; } = 200;

    /// <summary>WINDOW_UPDATE frames beyond two for each DATA frame of ours that was more than a crumb.</summary>
    public int WindowUpdates { get; init; } = 2000;

    public int Priorities { get; init; } = 2000;

    public int UnknownFrames { get; init; } = 1000;

    /// <summary>Frames on closed streams: an upload that was reset may be a whole window of them.</summary>
    public int ClosedStreamFrames { get; init; } = 5000;
}
