using System.Diagnostics;
using Proximity.Protocol.Http2.Frames;

namespace Proximity.Protocol.Http2.Connections;

/// <summary>
/// The block of fields that is under way (RFC 9113 §4.3): from a HEADERS frame without END_HEADERS to the CONTINUATION frame with it
/// nothing else may come. One that fits into its HEADERS frame is never copied.
/// </summary>
internal sealed class HeadBlock(BufferPool pool, Http2Limits limits)
{
    private readonly ByteBuffer fragments = new(pool);
    private int continuations;

    /// <summary>The stream of the block that is under way; 0 for none.</summary>
    public int StreamId { get; private set; }

    public bool IsUnderWay => StreamId != 0;

    public bool EndsStream { get; private set; }

    public bool DependsOnItself { get; private set; }

    /// <summary>The block, once a frame with END_HEADERS was taken.</summary>
    public ReadOnlySpan<byte> Fragments => fragments.Span;

    /// <summary>Takes a HEADERS frame whose block goes on.</summary>
    public Http2Fault? Begin(scoped in Frame frame)
    {
        Debug.Assert(!IsUnderWay, "a block begins within another");
        StreamId = frame.StreamId;
        EndsStream = frame.Has(FrameFlags.EndStream);
        DependsOnItself = frame.DependsOnItself;
        continuations = 0;
        return Append(frame.Payload);
    }

    /// <summary>Takes a CONTINUATION frame of the block.</summary>
    public Http2Fault? Continue(scoped in Frame frame)
        => ++continuations > limits.Abuse.ContinuationsPerBlock ? AbuseMeter.FaultOf(Http2Abuse.ContinuationFlood) : Append(frame.Payload);

    /// <summary>Forgets the block, and gives back what it lay in.</summary>
    public void End()
    {
        StreamId = 0;
        fragments.Release();
    }

    private Http2Fault? Append(ReadOnlySpan<byte> fragment)
    {
        if (fragments.Length + fragment.Length > limits.MaxBlockBytes)
        {
            return AbuseMeter.FaultOf(Http2Abuse.OversizedBlock);
        }

        fragments.Write(fragment);
        return null;
    }
}
