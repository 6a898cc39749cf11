using Proximity.Cli.Configuration.Rows;

namespace Proximity.Cli.Configuration;

/// <summary>How messages go on.</summary>
internal static class ForwardingOptions
{
    public static OptionGroup Group { get; } = new("Forwarding",
    [
        new TextRow
        {
            Name = "--upstream",
            Key = "upstreamProxy",
            Setting = nameof(Settings.Upstream),
            Member = nameof(ProxyOptions.UpstreamProxy),
            ValueName = "proxy",
            Text = "The proxy to send everything through: host:port or http://user:password@host:port; env for those that http_proxy, https_proxy, all_proxy and no_proxy name, which is what run does; direct for none.",
            Sets = (options, proxy) => options.UpstreamProxy = proxy,
        },
        new TextRow
        {
            Name = "--upstream-tunnel",
            Key = "upstreamTunnelProxy",
            Setting = nameof(Settings.UpstreamTunnel),
            Member = nameof(ProxyOptions.UpstreamTunnelProxy),
            ValueName = "proxy",
            Text = "The proxy to ask for tunnels, when it is another one than --upstream names; direct for none.",
            Sets = (options, proxy) => options.UpstreamTunnelProxy = proxy,
        },
        new ListRow
        {
            Name = "--upstream-exception",
            Key = "upstreamExceptions",
            Setting = nameof(Settings.UpstreamExceptions),
            Member = nameof(ProxyOptions.UpstreamExceptions),
            ValueName = "host",
            Text = "A host with those below it, *.host, an address, a CIDR range or *, with :port or without, that is reached without the proxy; may be repeated.",
            Default = "none",
            Sets = (options, exceptions) => options.UpstreamExceptions = exceptions,
        },
        new TextRow
        {
            Name = "--via",
            Key = "via",
            Setting = nameof(Settings.Via),
            Member = nameof(ProxyOptions.Via),
            ValueName = "name",
            Text = "Add Via with this name to what is forwarded, and refuse requests that come back with it.",
            Default = "none",
            Sets = (options, name) => options.Via = name,
        },
        new FlagRow
        {
            Name = "--add-date",
            Key = "addDate",
            Setting = nameof(Settings.AddDate),
            Member = nameof(ProxyOptions.AddDate),
            Text = "Add Date to responses that come without one.",
            Sets = (options, adds) => options.AddDate = adds,
        },
        new FlagRow
        {
            Name = "--allow-https-targets",
            Key = "allowHttpsTargets",
            Setting = nameof(Settings.AllowHttpsTargets),
            Member = nameof(ProxyOptions.AllowHttpsTargets),
            Text = "Take whole https:// URLs without a CONNECT, make TLS with their origins, and leave the way from the client in clear.",
            Sets = (options, allows) => options.AllowHttpsTargets = allows,
        },
        new WordRow<ForwardedField>
        {
            Name = "--forwarded",
            Key = "forwarded",
            Setting = nameof(Settings.Forwarded),
            Member = nameof(ProxyOptions.Forwarded),
            Words = ForwardedWords.All,
            Text = "The fields in which the client's address is sent on.",
            Default = "none",
            Sets = (options, field) => options.Forwarded = field,
        },
        new WordRow<Strictness>
        {
            Name = "--strictness",
            Key = "strictness",
            Setting = nameof(Settings.Strictness),
            Member = nameof(ProxyOptions.Strictness),
            Words = StrictnessWords.All,
            Text = "Whether message heads that break the grammar without doubt about their framing are refused, strict, or mended, lenient.",
            Default = "strict",
            Sets = (options, strictness) => options.Strictness = strictness,
        },
        new FlagRow
        {
            Name = "--no-persistent",
            IsNegated = true,
            Key = "persistentConnections",
            Setting = nameof(Settings.PersistentConnections),
            Member = nameof(ProxyOptions.PersistentConnections),
            Text = "Close every connection after one exchange.",
            Sets = (options, persistent) => options.PersistentConnections = persistent,
        },
    ]);
}
