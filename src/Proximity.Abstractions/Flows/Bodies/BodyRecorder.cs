using System.Diagnostics;
using Proximity.Protocol;

namespace Proximity.Flows;

/// <summary>
/// Records one body after the other. One thread at a time begins, appends and ends. A body that comes in one piece needs no lock: it goes
/// into its flow when it has ended. A longer one is <em>live</em> from its first piece on: the recorder stands in the flow in the place of
/// the body, and any thread may read it; then a <see cref="FlowBody"/> replaces it there, under the same lock, so that a reader who finds
/// the recorder no longer with the flow finds the body when it looks again. The keeper of the flow is called outside of the lock: it calls
/// back with a lock of its own held.
/// </summary>
internal sealed class BodyRecorder(BufferPool pool)
{
    private readonly Lock gate = new();
    private BodyRecording recording;
    private KeptArray kept;
    private int length;
    private long total;
    private bool isDropped;
    private volatile bool isFull;

    /// <summary>True while others may read: then the gate guards the fields. Changed under the gate, by the thread that appends.</summary>
    private bool isLive;

    /// <summary>True while more of the body is kept: it has to be seen. What follows may pass unseen otherwise.</summary>
    public bool IsKeeping => recording.Flow is not null && !isFull;

    /// <summary>Begins with a body; without a flow, everything does nothing until the next one.</summary>
    public void Begin(in BodyRecording order)
    {
        Debug.Assert(recording.Flow is null, "a recorder records one body at a time");
        if (order.Flow is null)
        {
            return;
        }

        recording = order;
        (length, total, isDropped) = (0, 0, false);
        isFull = order.MaxBytes == 0;
        order.Flow.SetBody(order.Side, FlowBody.Awaited);
        order.Flow.Follower?.Publish(order.Flow, new BodyBegan { Side = order.Side, ContentCodings = order.ContentCodings });
        if (order.ContentCodings.Count > 0)
        {
            GoLive();
        }
    }

    /// <summary>These bytes have passed.</summary>
    /// <param name="bytes">The content, without framing.</param>
    /// <param name="isLast">True when nothing follows them.</param>
    public void Append(ReadOnlySpan<byte> bytes, bool isLast)
    {
        // Only the thread that appends begins and ends: what it sees without the lock is so.
        if (recording.Flow is null)
        {
            return;
        }

        int before = length;
        if (!isLive && isLast)
        {
            Keep(bytes, isLast);
        }
        else
        {
            AppendLive(bytes, isLast);
        }

        if (length > before && recording.Flow.Follower is { AreChunksWanted: true })
        {
            FlowEvents.PublishChunk(recording.Flow, recording.Side, before, bytes[..(length - before)].ToArray());
        }
    }

    /// <summary>So many bytes have passed unseen.</summary>
    public void Skip(long count)
    {
        if (recording.Flow is null)
        {
            return;
        }

        lock (gate)
        {
            total += count;
        }
    }

    /// <summary>The body has ended. Does nothing when none was begun.</summary>
    /// <param name="isWhole">False when it broke off.</param>
    /// <param name="trailers">The trailer section's field lines, each with its CRLF.</param>
    public void End(bool isWhole, ReadOnlySpan<byte> trailers = default)
    {
        if (recording.Flow is not { } flow)
        {
            return;
        }

        BodySide side = recording.Side;
        FlowBody body = isLive ? EndLive(flow, isWhole, trailers) : EndUnseen(flow, isWhole, trailers);
        flow.NoteChange();
        flow.Follower?.Publish(flow, FlowEvents.BodyEnded(side, body));
    }

    /// <summary>What has passed by now of this flow's body; false when the recorder is no longer with it.</summary>
    /// <param name="of">The flow.</param>
    /// <param name="side">Which of its bodies.</param>
    /// <param name="withBytes">False to leave the bytes out.</param>
    /// <param name="body">What has passed.</param>
    public bool TryRead(Flow of, BodySide side, bool withBytes, out FlowBody body)
    {
        lock (gate)
        {
            bool isMine = IsOf(of, side);
            body = isMine ? Current(withBytes ? kept.Bytes.AsSpan(0, length).ToArray() : []) : FlowBody.None;
            return isMine;
        }
    }

    /// <summary>The memory that this flow's body takes now; false when the recorder is no longer with it.</summary>
    public bool TryMeasure(Flow of, BodySide side, out int bytes)
    {
        lock (gate)
        {
            bool isMine = IsOf(of, side);
            bytes = isMine ? kept.Size : 0;
            return isMine;
        }
    }

    /// <summary>Lets go of what was kept, and keeps nothing more; false when the recorder is no longer with the flow.</summary>
    public bool TryDrop(Flow of, BodySide side)
    {
        lock (gate)
        {
            if (!IsOf(of, side))
            {
                return false;
            }

            kept.Release(pool);
            length = 0;
            isFull = isDropped = true;
            return true;
        }
    }

    /// <summary>Others may read the body from here on.</summary>
    private void GoLive()
    {
        lock (gate)
        {
            isLive = true;
            recording.Flow!.SetLiveBody(recording.Side, this);
        }
    }

    private void AppendLive(ReadOnlySpan<byte> bytes, bool isLast)
    {
        if (!isLive)
        {
            GoLive();
        }

        int grown;
        lock (gate)
        {
            int before = kept.Size;
            Keep(bytes, isLast);
            grown = (kept.Size) - before;
        }

        recording.Flow!.NoteBytes(grown);
    }

    private FlowBody EndUnseen(Flow flow, bool isWhole, ReadOnlySpan<byte> trailers)
    {
        FlowBody finished = Finished(isWhole, trailers);
        flow.SetBody(recording.Side, finished);
        Forget();
        return finished;
    }

    private FlowBody EndLive(Flow flow, bool isWhole, ReadOnlySpan<byte> trailers)
    {
        FlowBody finished;
        int difference;
        lock (gate)
        {
            int before = kept.Size;
            finished = Finished(isWhole, trailers);
            flow.SetEndedBody(recording.Side, finished);
            isLive = false;
            difference = finished.KeptBytes - before;
            Forget();
        }

        flow.NoteBytes(difference);
        return finished;
    }

    private void Forget()
    {
        recording = default;
        kept.Release(pool);
    }

    /// <summary>Counts the bytes, and keeps as many of them as there is room for.</summary>
    private void Keep(ReadOnlySpan<byte> bytes, bool isLast)
    {
        total += bytes.Length;
        int count = isFull ? 0 : Math.Min(recording.MaxBytes - length, bytes.Length);
        if (count > 0)
        {
            kept.MakeRoom(pool, length, count, isLast ? new KeptArray.Expectation(length + count, IsSure: true) : Expected);
            bytes[..count].CopyTo(kept.Bytes.AsSpan(length));
            length += count;
            isFull = length == recording.MaxBytes;
        }
    }

    private KeptArray.Expectation Expected
        => new((int)Math.Min(recording.Length < 0 ? recording.MaxBytes : recording.Length, recording.MaxBytes), recording.Length >= 0);

    // What is not live is written without the gate: nothing of it is read then.
    private bool IsOf(Flow flow, BodySide side) => isLive && ReferenceEquals(recording.Flow, flow) && recording.Side == side;

    private FlowBody Current(byte[] bytes) => isDropped
        ? new FlowBody(FlowBodyState.NotKept, [], total) { NotKept = NotKeptReason.Limit, ContentCodings = recording.ContentCodings }
        : new FlowBody(FlowBodyState.Streaming, bytes, total) { ContentCodings = recording.ContentCodings };

    private FlowBody Finished(bool isWhole, ReadOnlySpan<byte> trailers)
    {
        bool isLost = isDropped || (isWhole && length == 0 && total > 0);
        FlowBodyState state = isLost ? FlowBodyState.NotKept
            : !isWhole ? FlowBodyState.Aborted
            : length < total ? FlowBodyState.Truncated
            : FlowBodyState.Complete;
        return new FlowBody(state, kept.Take(length), total)
        {
            NotKept = isLost ? NotKeptReason.Limit : NotKeptReason.None,
            ContentCodings = recording.ContentCodings,
            Trailers = HeadSplitter.Fields(trailers),
        };
    }
}
