using Microsoft.Extensions.Logging;
using Proximity.Exchanges;

namespace Proximity.Hosting;

/// <summary>Reads the options that may change while the proxy runs.</summary>
internal static class LiveReader
{
    /// <summary>Everything, at the start.</summary>
    public static LiveSettings Read(ProxyOptions options, InterceptionHosts hosts, OptionProblems problems, ILogger logger)
    {
        var access = new AccessReader(options.Access, problems);
        return new LiveSettings
        {
            Upstreams = UpstreamBuilder.Build(options.Upstream, problems, logger),
            AllowedClients = access.Clients(),
            Targets = access.Targets(),
            InterceptionHosts = hosts,
            TimeLimits = OptionLimits.TimeLimits(options),
            Held = OptionLimits.HeldLimits(options),
            WebSockets = OptionLimits.WebSocketLimits(options),
            MaxTunnels = OptionLimits.MaxTunnels(options),
            MaxConnectionsPerClient = options.MaxConnectionsPerClient,
            Handlers = HandlerSet.Of(options),
        };
    }

    /// <summary>Everything anew that was set; what was not stays the object that it is, and so do routes that hang on it.</summary>
    /// <param name="options">The options of the update.</param>
    /// <param name="present">What is in force.</param>
    /// <param name="problems">Collects what cannot be used.</param>
    /// <param name="logger">For warnings.</param>
    public static LiveSettings Update(ProxyOptions options, LiveSettings present, OptionProblems problems, ILogger logger)
    {
        InterceptionHosts hosts = options.Interception is { } interception
            ? InterceptionBuilder.Hosts(interception, problems)
            : present.InterceptionHosts;
        LiveSettings read = Read(options, hosts, problems, logger);
        AccessOptions access = options.Access;
        bool hasNewTargets = access.AllowTargetsValue.IsSet || access.DenyTargetsValue.IsSet || access.ConnectPortsValue.IsSet;
        return read with
        {
            Handlers = present.Handlers with { Exchanges = options.Handlers.Present.Exchanges },
            Targets = hasNewTargets ? read.Targets : present.Targets,
            Upstreams = options.Upstream.Values.Any(value => value.IsSet) ? read.Upstreams : present.Upstreams,
        };
    }
}
