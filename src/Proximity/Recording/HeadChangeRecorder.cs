using Proximity.Flows;
using Proximity.Protocol.Heads;

namespace Proximity.Recording;

/// <summary>
/// Records a head as received and as sent where user code changed it. It is called for those alone: a head that goes out as it came has
/// no second record, and costs nothing. What the proxy itself adds and takes away shows in the sent head.
/// </summary>
internal static class HeadChangeRecorder
{
    /// <summary>The request goes to the next hop with another head.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="received">The head that came.</param>
    /// <param name="isReceivedRendered">True when it came by HTTP/2.</param>
    /// <param name="sent">The head as sent; its credentials for an upstream proxy are masked.</param>
    public static void RecordRequest(Flow flow, RequestHead received, bool isReceivedRendered, in SentHead sent)
    {
        var before = ProxyRequest.FromBlocks(
            RecordedBlock.Of(received, received.Block),
            received.IsMended ? RecordedBlock.Of(received, received.Received) : null,
            isReceivedRendered);
        var after = ProxyRequest.FromBlocks(RecordedBlock.WithoutUpstreamCredentials(sent.Block), null, sent.IsRendered);
        FlowFacts.ChangeHeads(flow, (flow.HeadChanges ?? new()) with
        {
            RequestReceived = new RequestSnapshot(before, FlowBody.None),
            RequestSent = new RequestSnapshot(after, FlowBody.None),
        });
        FlowFacts.ShowRequest(flow);
    }

    /// <summary>The response goes to the client with another head, or a handler made it.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="received">The head that came; null for none, or for one that is recorded.</param>
    /// <param name="isReceivedRendered">True when it came by HTTP/2.</param>
    /// <param name="sent">The head as sent.</param>
    public static void RecordResponse(Flow flow, ResponseHead? received, bool isReceivedRendered, in SentHead sent)
    {
        var after = ProxyResponse.FromBlocks(sent.Block.ToArray(), null, sent.IsRendered);
        FlowFacts.ChangeHeads(flow, (flow.HeadChanges ?? new()) with
        {
            ResponseReceived = received is null ? flow.HeadChanges?.ResponseReceived : SnapshotOf(received, isReceivedRendered),
            ResponseSent = new ResponseSnapshot(after, FlowBody.None),
        });
        FlowFacts.ShowResponse(flow);
    }

    /// <summary>A handler answers in the place of a response that has come.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="received">The head of that response.</param>
    /// <param name="isRendered">True when it came by HTTP/2.</param>
    public static void RecordReplaced(Flow flow, ResponseHead received, bool isRendered)
        => FlowFacts.ChangeHeads(flow, (flow.HeadChanges ?? new()) with { ResponseReceived = SnapshotOf(received, isRendered) });

    private static ResponseSnapshot SnapshotOf(ResponseHead head, bool isRendered)
        => new(ProxyResponse.FromHead(head, isRendered), FlowBody.None);
}
