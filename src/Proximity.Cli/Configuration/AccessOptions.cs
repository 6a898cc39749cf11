using Proximity.Cli.Configuration.Rows;

namespace Proximity.Cli.Configuration;

/// <summary>Which clients may use the proxy, and for which targets.</summary>
internal static class AccessOptions
{
    public static OptionGroup Group { get; } = new("Who may use it, and where to",
    [
        new ListRow
        {
            Name = "--allow-client",
            Key = "allowClients",
            Setting = nameof(Settings.AllowClients),
            Member = nameof(ProxyOptions.AllowClients),
            ValueName = "address",
            Text = "A client address, CIDR range or preset (loopback, link-local, private, all) that may use the proxy; may be repeated.",
            Default = "the first three presets",
            IsForListeners = true,
            Sets = (options, clients) => options.AllowClients = clients,
        },
        new TextRow
        {
            Name = "--proxy-auth",
            Key = "proxyAuth",
            Setting = nameof(Settings.ProxyAuth),
            Member = nameof(ProxyOptions.ProxyAuth),
            ValueName = "credentials",
            Text = "Serve only clients that bring these credentials, user:password. Other users may see a command line: PROXIMITY_PROXY_AUTH in the environment does the same.",
            IsForListeners = true,
            Sets = (options, credentials) => options.ProxyAuth = credentials,
        },
        new TextRow
        {
            Name = "--proxy-auth-file",
            Key = "proxyAuthFile",
            Setting = nameof(Settings.ProxyAuthFile),
            Kind = TextKind.Path,
            ValueName = "file",
            Text = "Serve only clients that bring credentials of this file: htpasswd lines with bcrypt hashes, or user:password.",
            IsForListeners = true,
        },
        new ListRow
        {
            Name = "--allow-target",
            Key = "allowTargets",
            Setting = nameof(Settings.AllowTargets),
            Member = nameof(ProxyOptions.AllowTargets),
            ValueName = "target",
            Text = "A host pattern, address, CIDR range or preset (loopback, link-local, private, metadata, all), with :ports or without, that may be reached; may be repeated.",
            Default = "everything",
            Sets = (options, targets) => options.AllowTargets = targets,
        },
        new ListRow
        {
            Name = "--deny-target",
            Key = "denyTargets",
            Setting = nameof(Settings.DenyTargets),
            Member = nameof(ProxyOptions.DenyTargets),
            ValueName = "target",
            Text = "A target that may not be reached, written as for --allow-target, over which it wins; may be repeated.",
            Default = "loopback and metadata for clients of other machines; none denies nothing",
            EmptyWord = "none",
            Sets = (options, targets) => options.DenyTargets = targets,
        },
        new ListRow
        {
            Name = "--connect-port",
            Key = "connectPorts",
            Setting = nameof(Settings.ConnectPorts),
            Member = nameof(ProxyOptions.ConnectPorts),
            ValueName = "ports",
            Text = "A port or range that CONNECT may go to; may be repeated.",
            Default = "all",
            Sets = (options, ports) => options.ConnectPorts = ports,
        },
    ]);
}
