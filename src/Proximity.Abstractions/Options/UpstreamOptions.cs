namespace Proximity;

/// <summary>The parent proxies that traffic goes through, and what is reached without one.</summary>
public sealed class UpstreamOptions
{
    internal UpstreamOptions()
    {
    }

    /// <summary>
    /// The parent proxy that traffic goes through: <c>host:port</c> or <c>http://user:password@host:port</c>, IPv6 in brackets; null, the
    /// default, goes to origins directly. Anything else fails the start with <c>invalid_upstream_proxy</c>.
    /// </summary>
    public string? Proxy
    {
        get => ProxyValue.Get();
        set => ProxyValue.SetInGroup(value);
    }

    /// <summary>
    /// The parent proxy that is asked for tunnels, in the form of <see cref="Proxy"/>; null, the default, means that one, and
    /// <c>direct</c> that the targets of CONNECT are reached directly.
    /// </summary>
    public string? TunnelProxy
    {
        get => TunnelProxyValue.Get();
        set => TunnelProxyValue.SetInGroup(value);
    }

    /// <summary>
    /// Targets that are reached without a parent proxy, in the forms of the variable <c>no_proxy</c>: <c>example.com</c> and
    /// <c>.example.com</c> (the host and what is below it), <c>*.example.com</c> (what is below it), an address, a CIDR range, <c>*</c>,
    /// each with <c>:port</c> or without. Null, the default, means none. Anything else fails the start.
    /// </summary>
    public IReadOnlyList<string>? Exceptions
    {
        get => ExceptionsValue.Get();
        set => ExceptionsValue.SetInGroup(value);
    }

    /// <summary>The rows of this group: names, defaults, ranges.</summary>
    internal IEnumerable<OptionValue> Values =>
    [
        ProxyValue,
        TunnelProxyValue,
        ExceptionsValue,
    ];

    internal OptionValue<string?> ProxyValue { get; }
        = new("Upstream.Proxy", nameof(ProxyOptions.UpstreamProxy), null) { MayChange = true };

    internal OptionValue<string?> TunnelProxyValue { get; }
        = new("Upstream.TunnelProxy", nameof(ProxyOptions.UpstreamTunnelProxy), null) { MayChange = true };

    internal OptionValue<IReadOnlyList<string>?> ExceptionsValue { get; }
        = new("Upstream.Exceptions", nameof(ProxyOptions.UpstreamExceptions), null) { MayChange = true };
}
