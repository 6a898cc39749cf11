using System.Buffers;

namespace Proximity.Flows;

/// <summary>One body, put together of its events.</summary>
/// <param name="side">Whose it is.</param>
internal sealed class BodyFold(BodySide side)
{
    private readonly ArrayBufferWriter<byte> kept = new();
    private FlowBody body = FlowBody.None;
    private bool isDropped;

    /// <summary>The body as the events so far have it.</summary>
    public FlowBody Body => body.State == FlowBodyState.Streaming
        ? new FlowBody(FlowBodyState.Streaming, kept.WrittenSpan.ToArray(), kept.WrittenCount) { ContentCodings = body.ContentCodings }
        : body;

    public void Apply(FlowEvent happened)
    {
        switch (happened)
        {
            case BodyBegan began when began.Side == side:
                kept.ResetWrittenCount();
                isDropped = false;
                body = new FlowBody(FlowBodyState.Streaming, [], 0) { ContentCodings = began.ContentCodings };
                break;

            // Behind a hole nothing is put: what is kept is the beginning.
            case BodyChunkRecorded chunk when chunk.Side == side && chunk.Offset == kept.WrittenCount && !isDropped:
                kept.Write(chunk.Bytes.Span);
                break;
            case BodyEnded ended when ended.Side == side:
                body = Ended(ended);
                kept.ResetWrittenCount();
                break;
            case BodyDropped:
                Drop();
                break;
        }
    }

    private void Drop()
    {
        if (body.State == FlowBodyState.Streaming)
        {
            kept.ResetWrittenCount();
            isDropped = true;
        }
        else if (body.KeptBytes > 0)
        {
            body = body.Without(NotKeptReason.Limit);
        }
    }

    private FlowBody Ended(BodyEnded ended)
    {
        bool isLost = ended.KeptBytes > 0 && kept.WrittenCount == 0;
        bool isShort = kept.WrittenCount < ended.KeptBytes && ended.State == FlowBodyState.Complete;
        byte[] bytes = ended.KeptBytes == 0 ? [] : kept.WrittenSpan.ToArray();
        return new FlowBody(isLost ? FlowBodyState.NotKept : isShort ? FlowBodyState.Truncated : ended.State, bytes, ended.TotalBytes)
        {
            NotKept = isLost ? NotKeptReason.StoreBusy : ended.NotKept,
            ContentCodings = ended.ContentCodings,
            Trailers = ended.Trailers,
        };
    }
}
