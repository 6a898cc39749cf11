namespace Proximity;

/// <content>Parent proxies.</content>
public sealed partial class ProxyOptions
{
    /// <summary>
    /// The parent proxy that traffic goes through: <c>host:port</c> or <c>http://user:password@host:port</c>, IPv6 in brackets; null, the
    /// default, goes to origins directly. Anything else ends the start with <c>invalid_upstream_proxy</c>.
    /// </summary>
    public string? UpstreamProxy
    {
        get => Upstream.ProxyValue.Get();
        set => Upstream.ProxyValue.SetFlat(value);
    }

    /// <summary>
    /// The parent proxy that is asked for tunnels, in the form of <see cref="UpstreamProxy"/>; null, the default, means that one, and
    /// <c>direct</c> that the targets of CONNECT are reached
    /// directly. Plain requests do not go through it.
    /// </summary>
    public string? UpstreamTunnelProxy
    {
        get => Upstream.TunnelProxyValue.Get();
        set => Upstream.TunnelProxyValue.SetFlat(value);
    }

    /// <summary>
    /// Targets that are reached without a parent proxy, in the forms of the variable <c>no_proxy</c>: <c>example.com</c> and
    /// <c>.example.com</c> (the host and what is below it),
    /// <c>*.example.com</c> (what is below it), an address, a CIDR range, <c>*</c> (everything), each with <c>:port</c> or without; IPv6
    /// in brackets where a port follows. Names are not looked up for it. Null, the default, means none. Anything else excepts nothing, as
    /// with other programs, and a warning is logged.
    /// </summary>
    public IReadOnlyList<string>? UpstreamExceptions
    {
        get => Upstream.ExceptionsValue.Get();
        set => Upstream.ExceptionsValue.SetFlat(value);
    }
}
