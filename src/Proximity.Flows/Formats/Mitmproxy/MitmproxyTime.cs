using Proximity.Flows;

namespace Proximity.Formats.Mitmproxy;

/// <summary>mitmproxy writes points in time, in seconds since 1970; a flow has durations.</summary>
internal static class MitmproxyTime
{
    private const decimal MostSeconds = 253_402_300_799m;

    public static DateTimeOffset? Read(TnetValue value)
        => value.Number is { } seconds and > 0 and < MostSeconds
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;

    public static decimal Write(DateTimeOffset time) => (decimal)(time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;

    /// <summary>From one point to the other; null when one of them is not there, or they are the wrong way round.</summary>
    public static TimeSpan? Between(TnetValue from, TnetValue to)
        => Read(to) - Read(from) is { } span && span >= TimeSpan.Zero ? span : null;

    public static TimeSpan Duration(TnetValue state)
    {
        TnetValue begun = state["request"]["timestamp_start"];
        return Between(begun, state["response"]["timestamp_end"]) ?? Between(begun, state["error"]["timestamp"]) ?? TimeSpan.Zero;
    }

    /// <summary>The part of connecting that the TLS handshake took; null when there was none.</summary>
    public static TimeSpan? Tls(TnetValue state)
        => IsOwn(state) ? Between(state["server_conn"]["timestamp_tcp_setup"], state["server_conn"]["timestamp_tls_setup"]) : null;

    public static FlowTimings Timings(TnetValue state)
    {
        TnetValue request = state["request"];
        TnetValue response = state["response"];
        TnetValue server = state["server_conn"];

        TimeSpan? connect = Between(server["timestamp_start"], server["timestamp_tls_setup"])
            ?? Between(server["timestamp_start"], server["timestamp_tcp_setup"]);
        return new FlowTimings(
            TimeSpan.Zero,
            IsOwn(state) ? connect ?? TimeSpan.Zero : TimeSpan.Zero,
            TimeSpan.Zero,
            Between(request["timestamp_end"], response["timestamp_start"]) ?? TimeSpan.Zero,
            Between(response["timestamp_start"], response["timestamp_end"]) ?? TimeSpan.Zero);
    }

    /// <summary>A connection that was there before costs this exchange nothing.</summary>
    private static bool IsOwn(TnetValue state)
        => Between(state["request"]["timestamp_start"], state["server_conn"]["timestamp_start"]) is not null;
}
