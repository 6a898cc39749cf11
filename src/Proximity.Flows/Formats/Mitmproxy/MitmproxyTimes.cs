using Proximity.Flows;

namespace Proximity.Formats.Mitmproxy;

/// <summary>The points in time that a flow's durations come to, in seconds since 1970 and in order.</summary>
internal readonly struct MitmproxyTimes
{
    public MitmproxyTimes(FlowSnapshot flow)
    {
        FlowTimings timings = flow.Timings;
        DateTimeOffset end = flow.Timestamp + Positive(flow.Duration);
        DateTimeOffset answered = Within(flow.Timestamp, end, end - Positive(timings.Receive));
        DateTimeOffset sent = Within(flow.Timestamp, answered, answered - Positive(timings.Wait));
        DateTimeOffset connected = Within(flow.Timestamp, answered, flow.Timestamp + Positive(timings.Dns) + Positive(timings.Connect));
        TimeSpan tls = flow.OriginTls is null ? TimeSpan.Zero : Positive(flow.Details?.Tls ?? TimeSpan.Zero);
        RequestStart = MitmproxyTime.Write(flow.Timestamp);
        RequestEnd = MitmproxyTime.Write(sent);
        ResponseStart = MitmproxyTime.Write(answered);
        ResponseEnd = MitmproxyTime.Write(end);
        Connected = MitmproxyTime.Write(connected);
        TcpConnected = MitmproxyTime.Write(Within(flow.Timestamp, connected, connected - tls));
    }

    public decimal RequestStart { get; }

    public decimal RequestEnd { get; }

    public decimal ResponseStart { get; }

    public decimal ResponseEnd { get; }

    /// <summary>When the TCP connection to the origin stood.</summary>
    public decimal TcpConnected { get; }

    /// <summary>When TLS with the origin stood.</summary>
    public decimal Connected { get; }

    /// <summary>True when the exchange made a connection of its own, which took time.</summary>
    public bool HasConnected => Connected > RequestStart;

    private static TimeSpan Positive(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;

    private static DateTimeOffset Within(DateTimeOffset first, DateTimeOffset last, DateTimeOffset time)
        => time < first ? first : time > last ? last : time;
}
