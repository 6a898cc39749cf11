using Proximity.Flows;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Recording;

/// <summary>
/// Begins and ends flows, and orders the records of their bodies. Together with <see cref="FlowFacts"/> and the <see cref="BodyRecorder"/>
/// it is the only writer of flows. With recording off there is no flow, and nothing is done.
/// </summary>
/// <param name="table">Where flows are kept; null with recording off.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="capture">What is kept of bodies.</param>
internal sealed class FlowRecorder(FlowTable? table, TimeProvider timeProvider, BodyCapture capture)
{
    private readonly LocalClock clock = new(timeProvider);

    public bool IsOn => table is not null;

    /// <summary>The record of an exchange that begins; null with recording off.</summary>
    /// <param name="request">Its request.</param>
    /// <param name="framing">How the request's body is framed.</param>
    /// <param name="client">Who sent it.</param>
    /// <param name="surroundings">The tunnel that it is in; null for none.</param>
    /// <param name="stream">The HTTP/2 stream that it came on; null for HTTP/1.</param>
    public Flow? Begin(
        ProxyRequest request,
        BodyFraming framing,
        ClientSocket client,
        TunnelRecord? surroundings = null,
        StreamIdentity? stream = null)
    {
        if (table is null)
        {
            return null;
        }

        var flow = new Flow(clock.Now, client.ClientIP, request)
        {
            ClientConnectionId = client.ConnectionId,
            ClientProcess = client.Process,
            Tunnel = surroundings?.Authority,
            ClientTls = surroundings?.ClientTls,
            ClientStream = stream,
        };
        if (!framing.IsEmpty)
        {
            flow.SetBody(BodySide.Request, capture.IsOn ? FlowBody.Awaited : FlowBody.Off);
        }

        table.Add(flow);
        return flow;
    }

    /// <summary>How a request's body that is about to pass is recorded; the default value when it is not.</summary>
    /// <param name="flow">Its flow; null with recording off.</param>
    /// <param name="head">Its head.</param>
    /// <param name="framing">How it is framed.</param>
    public BodyRecording RequestBody(Flow? flow, Head head, BodyFraming framing)
        => flow is null || framing.IsEmpty ? default : Order(flow, BodySide.Request, head, framing);

    /// <summary>
    /// The same of a response's, whose head is shown by that. One whose head was too long to be read has no response on its flow, and no body.
    /// </summary>
    public BodyRecording ResponseBody(Flow? flow, Head head, BodyFraming framing)
    {
        if (flow?.Response is null)
        {
            return default;
        }

        BodyRecording recording = framing.IsEmpty ? default : Order(flow, BodySide.Response, head, framing);
        if (recording.Flow is not null)
        {
            flow.SetBody(BodySide.Response, FlowBody.Awaited);
        }

        flow.NoteChange();
        return recording;
    }

    private BodyRecording Order(Flow flow, BodySide side, Head head, BodyFraming framing)
    {
        if (!capture.IsOn)
        {
            FlowFacts.Put(flow, side, FlowBody.Off);
        }

        return capture.Order(flow, side, head, framing);
    }

    /// <summary>Records the body of a response that the proxy itself makes.</summary>
    public void OwnBody(Flow flow, ReadOnlySpan<byte> body) => HeldBody(flow, BodySide.Response, body, []);

    /// <summary>Records a body that is at hand as a whole.</summary>
    /// <param name="flow">Its flow.</param>
    /// <param name="side">Whose body it is.</param>
    /// <param name="body">Its bytes, as they are or were on the wire.</param>
    /// <param name="codings">The content codings on it.</param>
    public void HeldBody(Flow flow, BodySide side, ReadOnlySpan<byte> body, IReadOnlyList<string> codings)
    {
        if (!body.IsEmpty)
        {
            FlowFacts.Put(flow, side, capture.Keep(body, codings));
        }

        flow.NoteChange();
    }

    /// <summary>The exchange has ended. Its waiters are woken, and it goes on to a store.</summary>
    public void Complete(Flow flow, Fault? fault, in FlowTotals totals)
    {
        Settle(flow, BodySide.Request);
        Settle(flow, BodySide.Response);
        FlowFacts.ShowChanged(flow);
        flow.Account.BeginWriting();
        flow.ErrorCode = fault?.Code;
        flow.Duration = totals.Duration;
        flow.Timings = totals.Timings;
        flow.RequestBytes = totals.RequestBytes;
        flow.ResponseBytes = totals.ResponseBytes;
        flow.Completed = true;
        flow.Account.EndWriting();
        flow.NoteEnd();
        flow.Follower?.Publish(flow, FlowEvents.Ended(flow));
        table!.Complete(flow);
    }

    /// <summary>A body that was announced and has not come will not.</summary>
    private static void Settle(Flow flow, BodySide side)
    {
        if (flow.SettleBody(side))
        {
            FlowEvents.PublishBody(flow, side, FlowBody.NeverCame);
        }
    }
}
