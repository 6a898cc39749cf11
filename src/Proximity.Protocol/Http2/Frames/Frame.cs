namespace Proximity.Protocol.Http2.Frames;

/// <summary>A whole frame whose form is right.</summary>
/// <param name="header">What stands before the payload.</param>
/// <param name="payload">The payload without padding and without RFC 7540's priority fields; a slice of what was read.</param>
/// <param name="dependsOnItself">True when its stream is said to depend on itself, which RFC 7540 §5.3.1 makes a stream error.</param>
internal readonly ref struct Frame(FrameHeader header, ReadOnlySpan<byte> payload, bool dependsOnItself = false)
{
    public FrameHeader Header { get; } = header;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public bool DependsOnItself { get; } = dependsOnItself;

    public FrameType Type => Header.Type;

    public int StreamId => Header.StreamId;

    public bool Has(FrameFlags flag) => (Header.Flags & flag) != 0;
}
