using Proximity.Protocol.Targets;

namespace Proximity.Origins;

/// <summary>Which upstream proxy a target is reached through.</summary>
/// <param name="forRequests">The one that plain requests go to; null for none.</param>
/// <param name="forTunnels">The one that is asked for tunnels; null for none.</param>
/// <param name="exceptions">What is reached without either.</param>
internal sealed class UpstreamChoice(UpstreamProxy? forRequests, UpstreamProxy? forTunnels, NoProxyEntry[] exceptions)
{
    /// <summary>The proxy for a target; null to go there directly.</summary>
    /// <param name="host">The target, IPv6 without brackets.</param>
    /// <param name="port">Its port.</param>
    /// <param name="isTunnel">True for what travels in a tunnel.</param>
    public UpstreamProxy? For(string host, int port, bool isTunnel)
    {
        UpstreamProxy? upstream = isTunnel ? forTunnels : forRequests;
        return upstream is null || Array.Exists(exceptions, entry => entry.Matches(host, port)) ? null : upstream;
    }
}
