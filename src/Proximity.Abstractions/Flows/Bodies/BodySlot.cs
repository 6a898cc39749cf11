namespace Proximity.Flows;

/// <summary>
/// The place of one body in its flow: empty for none, a recorder while the body streams, then the body. A recorder that has gone on to
/// another body has put this one in its place before, so that looking again finds it. Never copy this struct.
/// </summary>
internal struct BodySlot
{
    private object? content;

    /// <summary>The bytes of the body that is in the place; 0 while one streams there, which its recorder has to count.</summary>
    public readonly int KeptBytes => Volatile.Read(in content) is FlowBody body ? body.KeptBytes : 0;

    public void Set(object body) => Volatile.Write(ref content, body);

    /// <summary>The body as it is now.</summary>
    public FlowBody Read(Flow flow, BodySide side, bool withStreamedBytes)
    {
        while (true)
        {
            switch (Volatile.Read(ref content))
            {
                case FlowBody body:
                    return body;
                case BodyRecorder recorder when recorder.TryRead(flow, side, withStreamedBytes, out FlowBody body):
                    return body;
                case null:
                    return FlowBody.None;
            }
        }
    }

    /// <summary>The memory that the bytes take now.</summary>
    public int Measure(Flow flow, BodySide side)
    {
        while (true)
        {
            switch (Volatile.Read(ref content))
            {
                case FlowBody body:
                    return body.KeptBytes;
                case BodyRecorder recorder when recorder.TryMeasure(flow, side, out int bytes):
                    return bytes;
                case null:
                    return 0;
            }
        }
    }

    /// <summary>Lets go of the bytes.</summary>
    public void Drop(Flow flow, BodySide side)
    {
        while (true)
        {
            switch (Volatile.Read(ref content))
            {
                case FlowBody { KeptBytes: > 0 } body:
                    if (ReferenceEquals(Interlocked.CompareExchange(ref content, body.Without(NotKeptReason.Limit), body), body))
                    {
                        return;
                    }

                    break;
                case BodyRecorder recorder:
                    if (recorder.TryDrop(flow, side))
                    {
                        return;
                    }

                    break;
                default:
                    return;
            }
        }
    }

    /// <summary>The exchange is over: a body that was announced and never came will not come. True when it was so.</summary>
    public bool Settle()
    {
        if (!ReferenceEquals(Volatile.Read(ref content), FlowBody.Awaited))
        {
            return false;
        }

        Set(FlowBody.NeverCame);
        return true;
    }
}
