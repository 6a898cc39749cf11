using Proximity.Protocol.Http2.Frames;

namespace Proximity.Protocol.Http2.Connections;

/// <summary>
/// What both sides have said with GOAWAY (RFC 9113 §6.8). Our graceful one comes twice: first with the largest number, so that what is on
/// its way is still taken, and after a round trip with the last stream that we took.
/// </summary>
internal sealed class GoAwayState
{
    private const int AnyStream = int.MaxValue;

    /// <summary>The last stream of ours that the peer may have worked on; all of them before its GOAWAY.</summary>
    public int PeerLastStreamId { get; private set; } = AnyStream;

    public bool IsReceived { get; private set; }

    /// <summary>True while streams beyond the last one may be left that have had no event yet.</summary>
    public bool HasUnrefused { get; set; }

    public bool IsSent { get; private set; }

    /// <summary>The last stream of the peer's that is taken; those beyond are passed over.</summary>
    public int OurLastStreamId { get; private set; } = AnyStream;

    /// <summary>Takes the peer's; a connection error when it takes back what it refused (RFC 9113 §6.8).</summary>
    public Http2Fault? Receive(int lastStreamId)
    {
        if (IsReceived && lastStreamId > PeerLastStreamId)
        {
            return Http2Fault.Protocol("A GOAWAY names a later stream than the one before it (RFC 9113 §6.8).");
        }

        IsReceived = true;
        HasUnrefused = true;
        PeerLastStreamId = lastStreamId;
        return null;
    }

    /// <summary>Sends the first half of a graceful GOAWAY.</summary>
    public void Announce(ByteBuffer output)
    {
        if (!IsSent)
        {
            IsSent = true;
            FrameWriter.WriteGoAway(AnyStream, Http2ErrorCode.NoError, default, output);
        }
    }

    /// <summary>Sends the GOAWAY that says which stream was the last one; a later one never names a later stream.</summary>
    public void Send(int lastStreamId, Http2ErrorCode code, ByteBuffer output)
    {
        IsSent = true;
        OurLastStreamId = Math.Min(OurLastStreamId, lastStreamId);
        FrameWriter.WriteGoAway(OurLastStreamId, code, default, output);
    }
}
