using Proximity.Flows;
using Proximity.Protocol.Faults;

namespace Proximity.Recording;

/// <summary>The one tap that flows are fed from. With recording off it does nothing.</summary>
internal sealed class FlowRecorder(FlowTable? table, TimeProvider timeProvider)
{
    private readonly LocalClock clock = new(timeProvider);

    public bool IsOn => table is not null;

    /// <summary>The record of an exchange that begins; null with recording off.</summary>
    /// <param name="request">Its request.</param>
    /// <param name="clientIP">Who sent it.</param>
    /// <param name="surroundings">The tunnel that it is in; null for none.</param>
    /// <param name="stream">The HTTP/2 stream that it came on; null for HTTP/1.</param>
    public Flow? Begin(ProxyRequest request, string clientIP, TunnelRecord? surroundings = null, StreamIdentity? stream = null)
    {
        if (table is null)
        {
            return null;
        }

        var flow = new Flow(clock.Now, clientIP, request) { Tunnel = surroundings?.Authority, ClientTls = surroundings?.ClientTls, ClientStream = stream };
        table.Add(flow);
        return flow;
    }

    /// <summary>The exchange has ended.</summary>
    public static void Complete(Flow flow, Fault? fault, in FlowTotals totals)
    {
        flow.ErrorCode = fault?.Code;
        flow.Duration = totals.Duration;
        flow.Timings = totals.Timings;
        flow.RequestBytes = totals.RequestBytes;
        flow.ResponseBytes = totals.ResponseBytes;
        flow.Completed = true;
    }
}

/// <summary>What is recorded of the tunnel around an exchange.</summary>
internal sealed record TunnelRecord(string Authority, FlowTls? ClientTls);

/// <summary>What is known of an exchange at its end.</summary>
internal readonly record struct FlowTotals(TimeSpan Duration, FlowTimings Timings, long RequestBytes, long ResponseBytes);
