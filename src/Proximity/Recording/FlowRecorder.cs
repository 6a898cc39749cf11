using Proximity.Flows;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Recording;

/// <summary>The one tap that flows are fed from. With recording off it does nothing.</summary>
/// <param name="table">Where flows are kept; null with recording off.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="maxBodyBytes">How much of each body is kept; null to leave bodies alone.</param>
internal sealed class FlowRecorder(FlowTable? table, TimeProvider timeProvider, int? maxBodyBytes = null)
{
    private readonly LocalClock clock = new(timeProvider);

    public bool IsOn => table is not null;

    /// <summary>The record of an exchange that begins; null with recording off.</summary>
    /// <param name="request">Its request.</param>
    /// <param name="framing">How the request's body is framed.</param>
    /// <param name="clientIP">Who sent it.</param>
    /// <param name="surroundings">The tunnel that it is in; null for none.</param>
    /// <param name="stream">The HTTP/2 stream that it came on; null for HTTP/1.</param>
    public Flow? Begin(
        ProxyRequest request,
        BodyFraming framing,
        string clientIP,
        TunnelRecord? surroundings = null,
        StreamIdentity? stream = null)
    {
        if (table is null)
        {
            return null;
        }

        var flow = new Flow(clock.Now, clientIP, request)
        {
            Tunnel = surroundings?.Authority,
            ClientTls = surroundings?.ClientTls,
            ClientStream = stream,
        };
        if (!framing.IsEmpty)
        {
            flow.SetBody(BodySide.Request, maxBodyBytes is null ? FlowBody.Off : FlowBody.Awaited);
        }

        table.Add(flow);
        return flow;
    }

    /// <summary>How a request's body that is about to pass is recorded; the default value when it is not.</summary>
    /// <param name="flow">Its flow; null with recording off.</param>
    /// <param name="head">Its head.</param>
    /// <param name="framing">How it is framed.</param>
    public BodyRecording RequestBody(Flow? flow, Head head, BodyFraming framing) => Body(flow, BodySide.Request, head, framing);

    /// <summary>
    /// The same of a response's, whose head is shown by that. One whose head was too long to be read has no response on its flow, and no body.
    /// </summary>
    public BodyRecording ResponseBody(Flow? flow, Head head, BodyFraming framing)
    {
        if (flow?.Response is null)
        {
            return default;
        }

        BodyRecording recording = Body(flow, BodySide.Response, head, framing);
        if (recording.Flow is not null)
        {
            flow.SetBody(BodySide.Response, FlowBody.Awaited);
        }

        flow.NoteChange();
        return recording;
    }

    private BodyRecording Body(Flow? flow, BodySide side, Head head, BodyFraming framing)
    {
        if (flow is null || framing.IsEmpty)
        {
            return default;
        }

        if (maxBodyBytes is not { } most)
        {
            flow.SetBody(side, FlowBody.Off);
            return default;
        }

        return new BodyRecording(flow, side, CodingNames.Of(head), most, framing.Kind == BodyKind.Length ? framing.Length : -1);
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
            flow.SetBody(side, maxBodyBytes is { } most ? HeldBody(body, most, codings) : FlowBody.Off);
        }

        flow.NoteChange();
    }

    /// <summary>The exchange became a tunnel: what passes in it is no body.</summary>
    public static void BecomeTunnel(Flow flow)
    {
        flow.SetBody(BodySide.Request, FlowBody.InTunnel);
        flow.SetBody(BodySide.Response, FlowBody.InTunnel);
        flow.NoteChange();
    }

    /// <summary>The exchange has ended. Its waiters are woken.</summary>
    public void Complete(Flow flow, Fault? fault, in FlowTotals totals)
    {
        flow.SettleBodies();
        flow.ErrorCode = fault?.Code;
        flow.Duration = totals.Duration;
        flow.Timings = totals.Timings;
        flow.RequestBytes = totals.RequestBytes;
        flow.ResponseBytes = totals.ResponseBytes;
        flow.Completed = true;
        flow.NoteEnd();
        table!.WakeWaiting();
    }

    private static FlowBody HeldBody(ReadOnlySpan<byte> body, int most, IReadOnlyList<string> codings)
        => most == 0
            ? new FlowBody(FlowBodyState.NotKept, [], body.Length) { NotKept = NotKeptReason.Limit, ContentCodings = codings }
            : new FlowBody(
                most < body.Length ? FlowBodyState.Truncated : FlowBodyState.Complete,
                body[..Math.Min(most, body.Length)].ToArray(),
                body.Length)
            {
                ContentCodings = codings,
            };
}

/// <summary>What is recorded of the tunnel around an exchange.</summary>
internal sealed record TunnelRecord(string Authority, FlowTls? ClientTls);

/// <summary>What is known of an exchange at its end.</summary>
internal readonly record struct FlowTotals(TimeSpan Duration, FlowTimings Timings, long RequestBytes, long ResponseBytes);
