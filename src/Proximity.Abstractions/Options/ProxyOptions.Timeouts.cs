namespace Proximity;

/// <content>How long something may take.</content>
public sealed partial class ProxyOptions
{
    /// <summary>
    /// How long a connection may be silent; default 30 s. Zero or less: for ever. The three below replace it where applications are silent
    /// on purpose.
    /// </summary>
    public TimeSpan Timeout
    {
        get => Timeouts.InactivityValue.Get();
        set => Timeouts.InactivityValue.SetFlat(value);
    }

    /// <summary>
    /// How long nothing may move in a tunnel, or after a switch of protocols such as to WebSocket, in either direction; then both sides are
    /// closed. Null, the default: as
    /// <see cref="Timeout"/>. Zero or less: for ever.
    /// </summary>
    public TimeSpan? TunnelTimeout
    {
        get => Timeouts.TunnelValue.Get();
        set => Timeouts.TunnelValue.SetFlat(value);
    }

    /// <summary>
    /// How long a response head may be awaited once the request is with the origin; then 504. Null, the default: as <see cref="Timeout"/>.
    /// Zero or less: for ever.
    /// </summary>
    public TimeSpan? FirstByteTimeout
    {
        get => Timeouts.FirstByteValue.Get();
        set => Timeouts.FirstByteValue.SetFlat(value);
    }

    /// <summary>
    /// How long nothing of a body may move, a request's or a response's; then 408 for a request's before its response, a broken connection
    /// otherwise. Null, the default: as
    /// <see cref="Timeout"/>. Zero or less: for ever.
    /// </summary>
    public TimeSpan? BodyTimeout
    {
        get => Timeouts.BodyValue.Get();
        set => Timeouts.BodyValue.SetFlat(value);
    }

    /// <summary>
    /// How long a head may take from its first byte to its last, however steadily it drips; default 60 s. A request's is then answered 408,
    /// and a response's becomes a 504. The TLS handshake with a client in an intercepted tunnel has the same time in all; then its
    /// connection is broken off. Zero or less: for ever.
    /// </summary>
    public TimeSpan HeadTimeout
    {
        get => Timeouts.HeadValue.Get();
        set => Timeouts.HeadValue.SetFlat(value);
    }

    /// <summary>
    /// How long looking up a name and connecting may take together; default 10 s, then 504. Zero or less: as long as
    /// <see cref="Timeout"/>.
    /// </summary>
    public TimeSpan ConnectTimeout
    {
        get => Timeouts.ConnectValue.Get();
        set => Timeouts.ConnectValue.SetFlat(value);
    }

    /// <summary>
    /// How long the addresses of a name are remembered; default 5 s. A failed look-up is remembered for a second at most, and a name whose
    /// addresses cannot be reached is looked up anew. The rules for targets are asked at each connection all the same. Zero or less: not at
    /// all.
    /// </summary>
    public TimeSpan DnsCacheTime
    {
        get => Timeouts.DnsCacheValue.Get();
        set => Timeouts.DnsCacheValue.SetFlat(value);
    }

    /// <summary>
    /// How long an unused origin connection is kept for reuse; default 60 s. Zero or less keeps none, not even one that belongs to one
    /// client's connection: then handshakes of NTLM and its like cannot come to an end.
    /// </summary>
    public TimeSpan OriginIdleTimeout
    {
        get => Timeouts.OriginIdleValue.Get();
        set => Timeouts.OriginIdleValue.SetFlat(value);
    }
}
