using Microsoft.Extensions.Logging;

namespace Proximity;

/// <summary>
/// What a proxy is started with. Read once by <c>ProxyServer.StartAsync</c>; later changes have no effect.
/// <para>Most options have two forms: the member of a group (<see cref="Limits"/>, <see cref="Timeouts"/>, <see cref="Access"/>,
/// <see cref="Recording"/>, <see cref="Upstream"/>, <see cref="Listen(string, int)"/>), and a property of this class. They are one value.
/// A group's member refuses what is out of its range; the property takes it and means the nearest that can be used, as it says. All
/// problems are thrown together when the proxy starts. To set both forms of one option is such a problem.</para>
/// </summary>
public sealed partial class ProxyOptions
{
    /// <summary>Options that begin with their defaults.</summary>
    public ProxyOptions()
        : this(new HandlerCollection())
    {
    }

    private ProxyOptions(HandlerCollection handlers) => Handlers = handlers;

    /// <summary>How much there may be of something.</summary>
    public LimitOptions Limits { get; } = new();

    /// <summary>How long something may take.</summary>
    public TimeoutOptions Timeouts { get; } = new();

    /// <summary>Which clients may use the proxy, and for which targets.</summary>
    public AccessOptions Access { get; } = new();

    /// <summary>What is kept of the traffic.</summary>
    public RecordingOptions Recording { get; } = new();

    /// <summary>The parent proxies that traffic goes through.</summary>
    public UpstreamOptions Upstream { get; } = new();

    /// <summary>
    /// What the proxy calls itself in <c>Via</c>, a token that no other proxy of a chain uses; null, the default, adds none. With it a
    /// request that comes back is answered 508 (RFC 9110 §7.6.3). Off by default because some origins send less when they see it, as
    /// nginx leaves out compression.
    /// </summary>
    public string? Via { get; set; }

    /// <summary>
    /// In which fields the client's address is sent on to the next hop, behind what the client itself said of it; default none, because
    /// origins need not know it.
    /// </summary>
    public ForwardedField Forwarded { get; set; }

    /// <summary>
    /// True to add <c>Date</c> to forwarded responses that come without one, as a recipient with a clock must (RFC 9110 §6.6.1). Default
    /// false: what an origin sends passes on unchanged, byte for byte.
    /// </summary>
    public bool AddDate { get; set; }

    /// <summary>
    /// What the error answers to clients call these options, by the name of the member: <c>["Timeout"] = "--timeout"</c>. With it, an
    /// option that has no entry is not named. Null, the default, calls options by their members.
    /// </summary>
    public IReadOnlyDictionary<string, string>? OptionNames { get; set; }

    /// <summary>
    /// True for diagnostics of each connection and exchange on standard error, where neither <see cref="Logger"/> nor
    /// <see cref="LoggerFactory"/> is set; those decide by their own levels. Default false: nothing is written without a logger.
    /// </summary>
    public bool Verbose { get; set; }

    /// <summary>
    /// Where diagnostics go; null, the default, for <see cref="LoggerFactory"/> or, with <see cref="Verbose"/>, standard error. What it
    /// throws is ignored, and its line lost.
    /// </summary>
    public ILogger? Logger { get; set; }

    /// <summary>
    /// Where the loggers of the categories <c>Proximity.Server</c>, <c>Proximity.Connections</c> and <c>Proximity.Errors</c> come from;
    /// null, the default, for <see cref="Logger"/>. Both set is an error. It is not disposed. What its loggers throw is ignored.
    /// </summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// Whether heads that break the grammar without doubt about their framing are refused, the default, or mended (docs/http.md).
    /// </summary>
    public Strictness Strictness { get; set; }

    /// <summary>
    /// True, the default, to keep connections to clients and origins for further requests; false sends <c>Connection: close</c> with
    /// every forwarded message and closes both sides after it.
    /// </summary>
    public bool PersistentConnections { get; set; } = true;

    /// <summary>How sockets are waited for; default <see cref="Transport.Automatic"/>.</summary>
    public Transport Transport { get; set; }

    /// <summary>When event loops of the proxy's own make short writes; for tests, which have few connections each.</summary>
    internal SendRule SendRule { get; set; }

    /// <summary>The clock; default <see cref="System.TimeProvider.System"/>. Tests put a fake one here.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Certificate material for the interception of HTTPS; null, the default, leaves it off. <see cref="Intercept"/> sets it, too.
    /// </summary>
    public InterceptionOptions? Interception { get; set; }

    /// <summary>
    /// Turns interception on: what travels through CONNECT tunnels is looked into, with an authority of this installation's own unless
    /// <paramref name="configure"/> names another. The same as setting <see cref="Interception"/>; called again, it changes what is
    /// there.
    /// </summary>
    /// <param name="configure">Sets its options; null, the default, leaves them as they are.</param>
    public void Intercept(Action<InterceptionOptions>? configure = null)
    {
        Interception ??= new InterceptionOptions();
        configure?.Invoke(Interception);
    }
}
