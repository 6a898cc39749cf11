namespace Proximity;

/// <summary>Which clients may use the proxy, and for which targets.</summary>
public sealed class AccessOptions
{
    internal AccessOptions()
    {
    }

    /// <summary>
    /// Which clients may use the proxy: addresses, CIDR ranges, and the presets <c>loopback</c>, <c>link-local</c>, <c>private</c> and
    /// <c>all</c>. Null, the default, means the first three; an empty list admits nobody. Others are answered 403.
    /// </summary>
    public IReadOnlyList<string>? AllowClients
    {
        get => AllowClientsValue.Get();
        set => AllowClientsValue.SetInGroup(value);
    }

    /// <summary>
    /// Which targets may be reached: host patterns (<c>example.org</c>, <c>*.example.org</c> for what is below it, <c>.example.org</c>
    /// for both, <c>*</c>), addresses, CIDR ranges and the presets <c>loopback</c>, <c>link-local</c>, <c>private</c>, <c>metadata</c>
    /// and <c>all</c>, each with <c>:ports</c> behind it or without. Null, the default, means every one. Others are answered 403.
    /// </summary>
    public IReadOnlyList<string>? AllowTargets
    {
        get => AllowTargetsValue.Get();
        set => AllowTargetsValue.SetInGroup(value);
    }

    /// <summary>
    /// Which targets may not be reached, written as in <see cref="AllowTargets"/>, over which this wins; checked against the name, and
    /// against each address before it is dialled. Null, the default, denies clients of other machines this machine's loopback and its
    /// cloud's metadata service; an empty list denies nothing.
    /// </summary>
    public IReadOnlyList<string>? DenyTargets
    {
        get => DenyTargetsValue.Get();
        set => DenyTargetsValue.SetInGroup(value);
    }

    /// <summary>
    /// The ports CONNECT may go to: ports, ranges such as <c>8000-8999</c>; null, the default, for all. Others are answered 403.
    /// </summary>
    public IReadOnlyList<string>? ConnectPorts
    {
        get => ConnectPortsValue.Get();
        set => ConnectPortsValue.SetInGroup(value);
    }

    /// <summary>
    /// True to take whole <c>https://</c> URLs without a CONNECT; the client's leg is in clear then. Default false: 501
    /// <c>https_without_connect</c>.
    /// </summary>
    public bool AllowHttpsTargets
    {
        get => AllowHttpsTargetsValue.Get();
        set => AllowHttpsTargetsValue.SetInGroup(value);
    }

    /// <summary>
    /// The credentials that clients must bring, <c>user:password</c>, by Basic authentication (RFC 7617); null, the default, asks for
    /// none unless <see cref="Authenticate"/> does. Without good ones a request is answered 407.
    /// </summary>
    public string? ProxyAuth
    {
        get => ProxyAuthValue.Get();
        set => ProxyAuthValue.SetInGroup(value);
    }

    /// <summary>
    /// Says whether a user and password are good, for credentials other than <see cref="ProxyAuth"/>; null, the default, for none. A yes
    /// is remembered for a minute. When it throws, it is a no.
    /// </summary>
    public Func<string, string, ValueTask<bool>>? Authenticate
    {
        get => AuthenticateValue.Get();
        set => AuthenticateValue.SetInGroup(value);
    }

    /// <summary>The rows of this group: names, defaults, ranges.</summary>
    internal IEnumerable<OptionValue> Values =>
    [
        AllowClientsValue,
        AllowTargetsValue,
        DenyTargetsValue,
        ConnectPortsValue,
        AllowHttpsTargetsValue,
        ProxyAuthValue,
        AuthenticateValue,
    ];

    internal OptionValue<IReadOnlyList<string>?> AllowClientsValue { get; }
        = new("Access.AllowClients", nameof(ProxyOptions.AllowClients), null) { MayChange = true };

    internal OptionValue<IReadOnlyList<string>?> AllowTargetsValue { get; }
        = new("Access.AllowTargets", nameof(ProxyOptions.AllowTargets), null) { MayChange = true };

    internal OptionValue<IReadOnlyList<string>?> DenyTargetsValue { get; }
        = new("Access.DenyTargets", nameof(ProxyOptions.DenyTargets), null) { MayChange = true };

    internal OptionValue<IReadOnlyList<string>?> ConnectPortsValue { get; }
        = new("Access.ConnectPorts", nameof(ProxyOptions.ConnectPorts), null) { MayChange = true };

    internal OptionValue<bool> AllowHttpsTargetsValue { get; }
        = new("Access.AllowHttpsTargets", nameof(ProxyOptions.AllowHttpsTargets), false);

    internal OptionValue<string?> ProxyAuthValue { get; } = new("Access.ProxyAuth", nameof(ProxyOptions.ProxyAuth), null);

    internal OptionValue<Func<string, string, ValueTask<bool>>?> AuthenticateValue { get; }
        = new("Access.Authenticate", nameof(ProxyOptions.Authenticate), null);
}
