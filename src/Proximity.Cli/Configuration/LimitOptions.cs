using Proximity.Cli.Configuration.Rows;

namespace Proximity.Cli.Configuration;

/// <summary>How much there may be of something.</summary>
internal static class LimitOptions
{
    public static OptionGroup Group { get; } = new("Limits",
    [
        new NumberRow
        {
            Name = "--max-connections",
            Key = "maxConnections",
            Setting = nameof(Settings.MaxConnections),
            Member = nameof(ProxyOptions.MaxConnections),
            Range = IntegerRange.FromOne,
            Text = "The most clients connected at a time; further ones wait.",
            Default = "16384",
            IsForListeners = true,
            Sets = (options, count) => options.MaxConnections = count,
        },
        new NumberRow
        {
            Name = "--max-connections-per-client",
            Key = "maxConnectionsPerClient",
            Setting = nameof(Settings.MaxConnectionsPerClient),
            Member = nameof(ProxyOptions.MaxConnectionsPerClient),
            Range = IntegerRange.FromOne,
            Text = "The most connections of one client; further ones are answered 503.",
            Default = "1000, and no limit for this machine's own",
            IsForListeners = true,
            Sets = (options, count) => options.MaxConnectionsPerClient = count,
        },
        new NumberRow
        {
            Name = "--max-tunnels",
            Key = "maxTunnels",
            Setting = nameof(Settings.MaxTunnels),
            Member = nameof(ProxyOptions.MaxTunnels),
            Range = IntegerRange.FromOne,
            Text = "The most tunnels at a time; further ones are answered 503.",
            Default = "10000",
            Sets = (options, count) => options.MaxTunnels = count,
        },
        new NumberRow
        {
            Name = "--max-idle-per-route",
            Key = "maxIdleOriginConnectionsPerRoute",
            Setting = nameof(Settings.MaxIdleOriginConnectionsPerRoute),
            Member = nameof(ProxyOptions.MaxIdleOriginConnectionsPerRoute),
            Range = IntegerRange.FromZero,
            Text = "The most unused origin connections kept for one route.",
            Default = "512",
            Sets = (options, count) => options.MaxIdleOriginConnectionsPerRoute = count,
        },
        new NumberRow
        {
            Name = "--max-idle",
            Key = "maxIdleOriginConnections",
            Setting = nameof(Settings.MaxIdleOriginConnections),
            Member = nameof(ProxyOptions.MaxIdleOriginConnections),
            Range = IntegerRange.FromZero,
            Text = "The most unused origin connections kept in all.",
            Default = "1024",
            Sets = (options, count) => options.MaxIdleOriginConnections = count,
        },
        new NumberRow
        {
            Name = "--max-header-bytes",
            Key = "maxHeaderBytes",
            Setting = nameof(Settings.MaxHeaderBytes),
            Member = nameof(ProxyOptions.MaxHeaderBytes),
            Range = IntegerRange.MaxHeaderBytes,
            ValueName = "bytes",
            Text = "The most bytes of a message head, 1024..16777216.",
            Default = "65536",
            Sets = (options, bytes) => options.MaxHeaderBytes = bytes,
        },
        new NumberRow
        {
            Name = "--max-raw-response-header-bytes",
            Key = "maxRawResponseHeaderBytes",
            Setting = nameof(Settings.MaxRawResponseHeaderBytes),
            Member = nameof(ProxyOptions.MaxRawResponseHeaderBytes),
            Range = IntegerRange.MaxRawResponseHeaderBytes,
            ValueName = "bytes",
            Text = "The most bytes of a longer response head that is forwarded raw, 0..16777216; beyond that 502.",
            Default = "1048576",
            Sets = (options, bytes) => options.MaxRawResponseHeaderBytes = bytes,
        },
        new NumberRow
        {
            Name = "--max-header-fields",
            Key = "maxHeaderFields",
            Setting = nameof(Settings.MaxHeaderFields),
            Member = nameof(ProxyOptions.MaxHeaderFields),
            Range = IntegerRange.MaxHeaderFields,
            Text = "The most field lines of a message head, 16..65536.",
            Default = "1000",
            Sets = (options, count) => options.MaxHeaderFields = count,
        },
    ]);
}
