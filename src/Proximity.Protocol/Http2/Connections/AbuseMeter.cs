namespace Proximity.Protocol.Http2.Connections;

/// <summary>Counts what a peer does for nothing, by kind, within a period.</summary>
internal sealed class AbuseMeter(AbuseLimits limits)
{
    private readonly int[] counts = new int[(int)Http2Abuse.ClosedStreamFlood + 1];

    /// <summary>Counts one; the connection error of the first beyond the limit.</summary>
    public Http2Fault? Count(Http2Abuse abuse)
        => ++counts[(int)abuse] <= LimitOf(abuse) ? null : FaultOf(abuse);

    /// <summary>Takes back some of what was counted, because it had a reason.</summary>
    public void Forgive(Http2Abuse abuse, int count) => counts[(int)abuse] = Math.Max(0, counts[(int)abuse] - count);

    public void BeginPeriod() => Array.Clear(counts);

    public static Http2Fault FaultOf(Http2Abuse abuse)
        => Http2Fault.OfConnection(Http2ErrorCode.EnhanceYourCalm, Describe(abuse)) with { Abuse = abuse };

    private int LimitOf(Http2Abuse abuse) => abuse switch
    {
        Http2Abuse.RapidReset => limits.Resets,
        Http2Abuse.SettingsFlood => limits.Settings,
        Http2Abuse.PingFlood => limits.Pings,
        Http2Abuse.EmptyFrameFlood => limits.EmptyFrames,
        Http2Abuse.WindowUpdateFlood => limits.WindowUpdates,
        Http2Abuse.PriorityFlood => limits.Priorities,
        Http2Abuse.UnknownFrameFlood => limits.UnknownFrames,
        Http2Abuse.ClosedStreamFlood => limits.ClosedStreamFrames,
        _ => throw new ArgumentOutOfRangeException(nameof(abuse), abuse, null),
    };

    private static string Describe(Http2Abuse abuse) => abuse switch
    {
        Http2Abuse.RapidReset => "Too many streams are reset (RFC 9113 §10.5).",
        Http2Abuse.ContinuationFlood => "A block of fields has too many CONTINUATION frames (RFC 9113 §10.5.1).",
        Http2Abuse.OversizedBlock => "A block of fields is too long to be decoded and thrown away (RFC 9113 §10.5.1).",
        Http2Abuse.SettingsFlood => "Too many SETTINGS frames (RFC 9113 §10.5).",
        Http2Abuse.PingFlood => "Too many PING frames (RFC 9113 §10.5).",
        Http2Abuse.EmptyFrameFlood => "Too many DATA frames that carry and end nothing (RFC 9113 §10.5).",
        Http2Abuse.WindowUpdateFlood => "Too many WINDOW_UPDATE frames for what was sent (RFC 9113 §10.5).",
        Http2Abuse.PriorityFlood => "Too many PRIORITY and PRIORITY_UPDATE frames (RFC 9113 §10.5).",
        Http2Abuse.UnknownFrameFlood => "Too many frames of unknown types (RFC 9113 §10.5).",
        Http2Abuse.ClosedStreamFlood => "Too many frames on closed streams (RFC 9113 §10.5).",
        _ => throw new ArgumentOutOfRangeException(nameof(abuse), abuse, null),
    };
}
