using Proximity.Cli.Configuration.Rows;

namespace Proximity.Cli.Configuration;

/// <summary>How long things may take.</summary>
internal static class TimeOptions
{
    public static OptionGroup Group { get; } = new("Time-outs",
    [
        new NumberRow
        {
            Name = "--timeout",
            Key = "timeout",
            Setting = nameof(Settings.TimeoutSeconds),
            Member = nameof(ProxyOptions.Timeout),
            Range = IntegerRange.TimeoutSeconds,
            ValueName = "seconds",
            Text = "How long a connection may be silent, 1..300 seconds.",
            Default = "30",
            Sets = (options, seconds) => options.Timeout = TimeSpan.FromSeconds(seconds),
        },
        new NumberRow
        {
            Name = "--tunnel-timeout",
            Key = "tunnelTimeout",
            Setting = nameof(Settings.TunnelTimeoutSeconds),
            Member = nameof(ProxyOptions.TunnelTimeout),
            Range = IntegerRange.SilenceSeconds,
            ValueName = "seconds",
            Text = "How long nothing may move in a tunnel or a WebSocket, 0..86400 seconds; 0 for ever.",
            Default = "--timeout if that is given, else 3600",
            Sets = (options, seconds) => options.TunnelTimeout = TimeSpan.FromSeconds(seconds),
        },
        new NumberRow
        {
            Name = "--first-byte-timeout",
            Key = "firstByteTimeout",
            Setting = nameof(Settings.FirstByteTimeoutSeconds),
            Member = nameof(ProxyOptions.FirstByteTimeout),
            Range = IntegerRange.SilenceSeconds,
            ValueName = "seconds",
            Text = "How long a response may take to begin, 0..86400 seconds; 0 for ever.",
            Default = "--timeout if that is given, else 300",
            Sets = (options, seconds) => options.FirstByteTimeout = TimeSpan.FromSeconds(seconds),
        },
        new NumberRow
        {
            Name = "--body-timeout",
            Key = "bodyTimeout",
            Setting = nameof(Settings.BodyTimeoutSeconds),
            Member = nameof(ProxyOptions.BodyTimeout),
            Range = IntegerRange.SilenceSeconds,
            ValueName = "seconds",
            Text = "How long nothing of a body may move, 0..86400 seconds; 0 for ever.",
            Default = "--timeout if that is given, else 300",
            Sets = (options, seconds) => options.BodyTimeout = TimeSpan.FromSeconds(seconds),
        },
        new NumberRow
        {
            Name = "--head-timeout",
            Key = "headTimeout",
            Setting = nameof(Settings.HeadTimeoutSeconds),
            Member = nameof(ProxyOptions.HeadTimeout),
            Range = IntegerRange.TimeoutSeconds,
            ValueName = "seconds",
            Text = "How long a request head may take in all, 1..300 seconds.",
            Default = "60",
            Sets = (options, seconds) => options.HeadTimeout = TimeSpan.FromSeconds(seconds),
        },
        new NumberRow
        {
            Name = "--connect-timeout",
            Key = "connectTimeout",
            Setting = nameof(Settings.ConnectTimeoutSeconds),
            Member = nameof(ProxyOptions.ConnectTimeout),
            Range = IntegerRange.TimeoutSeconds,
            ValueName = "seconds",
            Text = "How long looking up a name and connecting may take, 1..300 seconds.",
            Default = "10",
            Sets = (options, seconds) => options.ConnectTimeout = TimeSpan.FromSeconds(seconds),
        },
        new NumberRow
        {
            Name = "--dns-cache-time",
            Key = "dnsCacheTime",
            Setting = nameof(Settings.DnsCacheSeconds),
            Member = nameof(ProxyOptions.DnsCacheTime),
            Range = IntegerRange.IdleSeconds,
            ValueName = "seconds",
            Text = "How long the addresses of a name are remembered, 0..86400 seconds.",
            Default = "5",
            Sets = (options, seconds) => options.DnsCacheTime = TimeSpan.FromSeconds(seconds),
        },
        new NumberRow
        {
            Name = "--min-data-rate",
            Key = "minDataRate",
            Setting = nameof(Settings.MinDataRate),
            Member = nameof(ProxyOptions.MinDataRate),
            Range = IntegerRange.FromZero,
            ValueName = "rate",
            Text = "What a client must move of a body, in bytes a second over thirty seconds; 0 for any rate.",
            Default = "240",
            Sets = (options, rate) => options.MinDataRate = rate,
        },
        new NumberRow
        {
            Name = "--origin-idle-timeout",
            Key = "originIdleTimeout",
            Setting = nameof(Settings.OriginIdleTimeoutSeconds),
            Member = nameof(ProxyOptions.OriginIdleTimeout),
            Range = IntegerRange.IdleSeconds,
            ValueName = "seconds",
            Text = "How long an unused origin connection is kept, 0..86400 seconds.",
            Default = "60",
            Sets = (options, seconds) => options.OriginIdleTimeout = TimeSpan.FromSeconds(seconds),
        },
    ]);
}
