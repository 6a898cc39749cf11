using System.Diagnostics;
using Proximity.Protocol.Http2.Frames;

namespace Proximity.Protocol.Http2.Streams;

/// <summary>
/// One stream: its state, its windows, and where its messages are. The connection moves it; the user of the connection keeps its own object
/// in
/// <see cref="Owner"/>. Pooled: not to be touched once it was given back.
/// </summary>
internal sealed class Http2Stream
{
    private SendWindow sendWindow;
    private ReceiveWindow receiveWindow;
    private long contentLeft;

    public int Id { get; private set; }

    public StreamState State { get; private set; }

    /// <summary>Why it closed, once it has.</summary>
    public ClosedKind ClosedKind { get; private set; }

    public PriorityHint Priority { get; set; }

    /// <summary>What the user of the connection keeps with the stream.</summary>
    public object? Owner { get; set; }

    /// <summary>True once the peer's request, or its final response, has begun: what follows is DATA or trailers.</summary>
    public bool HasFinalHead { get; set; }

    /// <summary>What the content of the response is to be, for a stream of ours.</summary>
    public ContentRule ContentRule { get; set; }

    /// <summary>True when the peer may still send a message or its rest.</summary>
    public bool IsRemoteOpen => State is StreamState.Open or StreamState.HalfClosedLocal;

    public bool IsLocalOpen => State is StreamState.Open or StreamState.HalfClosedRemote;

    public ref SendWindow SendWindow => ref sendWindow;

    public ref ReceiveWindow ReceiveWindow => ref receiveWindow;

    /// <summary>Makes a new stream of the object.</summary>
    public void Begin(int id, int sendBytes, int receiveBytes)
    {
        Id = id;
        State = StreamState.Idle;
        ClosedKind = ClosedKind.Forgotten;
        Priority = PriorityHint.Default;
        HasFinalHead = false;
        ContentRule = ContentRule.AsDeclared;
        Owner = null;
        contentLeft = -1;
        sendWindow = new SendWindow(sendBytes);
        receiveWindow = new ReceiveWindow(receiveBytes);
    }

    /// <summary>Moves to the next state; false when the table has none.</summary>
    public bool TrySignal(StreamSignal signal)
    {
        if (!StreamTransitions.TryNext(State, signal, out StreamState next))
        {
            return false;
        }

        State = next;
        if (next == StreamState.Closed)
        {
            ClosedKind = signal switch
            {
                StreamSignal.SendReset => ClosedKind.ResetByUs,
                StreamSignal.ReceiveReset => ClosedKind.ResetByPeer,
                _ => ClosedKind.Ended,
            };
        }

        return true;
    }

    /// <summary>Moves where the rules were kept before: by ourselves.</summary>
    public void Signal(StreamSignal signal)
    {
        bool isAllowed = TrySignal(signal);
        Debug.Assert(isAllowed, "a stream is moved against RFC 9113 §5.1");
    }

    /// <summary>Expects so many bytes of DATA; -1 for any number.</summary>
    public void ExpectContent(long bytes) => contentLeft = bytes;

    /// <summary>Counts DATA, without its padding; false when <c>content-length</c> says another number (RFC 9113 §8.1.1).</summary>
    public bool TryCountContent(int bytes, bool isEnd)
    {
        if (contentLeft < 0)
        {
            return true;
        }

        bool isRight = bytes <= contentLeft && (!isEnd || bytes == contentLeft);
        contentLeft = Math.Max(0, contentLeft - bytes);
        return isRight;
    }
}
