using Proximity.Exchanges;
using Proximity.Protocol.Heads;

namespace Proximity.Hosting;

/// <summary>The bounds that options set, brought between their ends.</summary>
internal static class OptionLimits
{
    private const int MinHeaderBytes = 1024;
    private const int MaxHeaderBytes = 16 * 1024 * 1024;
    private const int MinHeaderFields = 16;
    private const int MaxHeaderFields = 65_536;
    private const int MinWebSocketMessageBytes = 1024;
    private const int MaxWebSocketMessageBytes = 1024 * 1024 * 1024;

    /// <summary>A hundred years.</summary>
    private static readonly TimeSpan ForEver = TimeSpan.FromDays(36_525);

    private const int DefaultMaxTunnels = 10_000;
    private const int DefaultMaxHeldBodyBytes = 16 * 1024 * 1024;

    public static WebSocketLimits WebSocketLimits(ProxyOptions options) => new(
        Math.Max(0, options.MaxWebSocketRecordBytes),
        Math.Clamp(options.MaxWebSocketMessageBytes, MinWebSocketMessageBytes, MaxWebSocketMessageBytes));

    public static HeldBytes HeldBytes(ProxyOptions options) => new(Math.Max(HeldLimits(options).PerBody, options.MaxHeldBytes));

    public static HeldLimits HeldLimits(ProxyOptions options)
        => new(options.MaxHeldBodyBytes > 0 ? options.MaxHeldBodyBytes : DefaultMaxHeldBodyBytes, options.HeldBodyOverflow);

    /// <summary>How many tunnels are wanted; there may be fewer descriptors.</summary>
    public static int MaxTunnels(ProxyOptions options) => options.MaxTunnels < 1 ? DefaultMaxTunnels : options.MaxTunnels;

    public static HeadLimits HeadLimits(ProxyOptions options) => new(
        Math.Clamp(options.MaxHeaderBytes, MinHeaderBytes, MaxHeaderBytes),
        Math.Clamp(options.MaxHeaderFields, MinHeaderFields, MaxHeaderFields),
        IsLenient: options.Strictness == Strictness.Lenient);

    public static int RawHeadBytes(ProxyOptions options) => Math.Clamp(options.MaxRawResponseHeaderBytes, 0, MaxHeaderBytes);

    /// <summary>
    /// How long something is kept that may be kept for ever: longer than any machine runs then, so that sums stay in range.
    /// </summary>
    public static TimeSpan Kept(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? ForEver : time;

    public static TimeLimits TimeLimits(ProxyOptions options)
        => new(options.Timeout, options.HeadTimeout, options.ConnectTimeout, Math.Max(0, options.MinDataRate))
        {
            Tunnel = options.TunnelTimeout,
            FirstByte = options.FirstByteTimeout,
            Body = options.BodyTimeout,
        };
}
