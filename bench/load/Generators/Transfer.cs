namespace Proximity.Load.Generators;

/// <summary>How a large body goes.</summary>
internal sealed record Transfer(long Bytes)
{
    public bool IsUpload { get; init; }

    public bool IsChunked { get; init; }

    public bool InTunnel { get; init; }
}
