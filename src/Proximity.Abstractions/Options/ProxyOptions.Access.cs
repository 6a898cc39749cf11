namespace Proximity;

/// <content>Which clients may use the proxy, and for which targets.</content>
public sealed partial class ProxyOptions
{
    /// <summary>
    /// Which clients may use the proxy: addresses, CIDR ranges, and the presets <c>loopback</c>, <c>link-local</c>, <c>private</c> and
    /// <c>all</c>. Null, the default, means
    /// the first three: a proxy that listens on all interfaces is not open to the internet by that. Other clients are answered 403. An
    /// empty list admits nobody.
    /// </summary>
    public IReadOnlyList<string>? AllowClients
    {
        get => Access.AllowClientsValue.Get();
        set => Access.AllowClientsValue.SetFlat(value);
    }

    /// <summary>
    /// Which targets may be reached: host patterns (<c>example.org</c>, <c>*.example.org</c> for what is below it, <c>.example.org</c>
    /// for both, <c>*</c>), addresses, CIDR ranges and the presets <c>loopback</c>, <c>link-local</c>, <c>private</c>, <c>metadata</c>
    /// and <c>all</c>, each with <c>:ports</c> behind it or without. Null, the default, means every one. A target is allowed by its name,
    /// or by the address it resolves to. Others are answered 403.
    /// </summary>
    public IReadOnlyList<string>? AllowTargets
    {
        get => Access.AllowTargetsValue.Get();
        set => Access.AllowTargetsValue.SetFlat(value);
    }

    /// <summary>
    /// Which targets may not be reached, written as in <see cref="AllowTargets"/>, over which this wins; checked against the name, and
    /// against each address before it is dialled. Null, the default, denies clients of other machines this machine's loopback and its
    /// cloud's metadata service; an empty list denies nothing.
    /// </summary>
    public IReadOnlyList<string>? DenyTargets
    {
        get => Access.DenyTargetsValue.Get();
        set => Access.DenyTargetsValue.SetFlat(value);
    }

    /// <summary>
    /// True to take whole <c>https://</c> URLs without a CONNECT, as some clients send them: the proxy makes TLS with the origin, verified
    /// like that of intercepted tunnels, with what
    /// <see cref="Interception"/> says of origins where that is set. The client's leg is in clear then, and its flow says so. Default
    /// false: 501 <c>https_without_connect</c>.
    /// </summary>
    public bool AllowHttpsTargets
    {
        get => Access.AllowHttpsTargetsValue.Get();
        set => Access.AllowHttpsTargetsValue.SetFlat(value);
    }

    /// <summary>
    /// The ports CONNECT may go to: ports, ranges such as <c>8000-8999</c>; null, the default, for all. Others are answered 403.
    /// </summary>
    public IReadOnlyList<string>? ConnectPorts
    {
        get => Access.ConnectPortsValue.Get();
        set => Access.ConnectPortsValue.SetFlat(value);
    }

    /// <summary>
    /// The credentials that clients must bring, <c>user:password</c>, by Basic authentication (RFC 7617); null, the default, asks for
    /// none unless <see cref="Authenticate"/>
    /// does. Without good ones a request is answered 407. They never pass on to an origin or upstream proxy.
    /// </summary>
    public string? ProxyAuth
    {
        get => Access.ProxyAuthValue.Get();
        set => Access.ProxyAuthValue.SetFlat(value);
    }

    /// <summary>
    /// Says whether a user and password are good, for credentials other than <see cref="ProxyAuth"/>; null, the default, for none. What
    /// it finds good is not asked again for a minute. When it throws, they are not.
    /// </summary>
    public Func<string, string, ValueTask<bool>>? Authenticate
    {
        get => Access.AuthenticateValue.Get();
        set => Access.AuthenticateValue.SetFlat(value);
    }
}
