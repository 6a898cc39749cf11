using Proximity.Access;
using Proximity.Content;
using Proximity.Handlers;
using Proximity.Origins;
using Proximity.Protocol;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Targets;
using Proximity.Recording;
using Proximity.Telemetry;
using Proximity.Timing;
using Proximity.Tls;

namespace Proximity.Exchanges;

/// <summary>What every exchange of one proxy shares; all but <see cref="Live"/> is frozen when it starts.</summary>
internal sealed class ExchangeServices
{
    /// <summary>What may change while the proxy runs.</summary>
    public required LiveState Live { get; init; }

    /// <summary>
    /// What of it is in force now. A connection and an exchange read it once, when they begin, and keep what they found.
    /// </summary>
    public LiveSettings Settings => Live.Current;

    public TimeLimits TimeLimits => Settings.TimeLimits;

    public required TimeProvider TimeProvider { get; init; }

    public required BufferPool Buffers { get; init; }

    public required DeadlineClock Clock { get; init; }

    public required HeadLimits HeadLimits { get; init; }

    /// <summary>True when an https target is taken without a CONNECT.</summary>
    public required bool TakesHttpsTargets { get; init; }

    /// <summary>Makes TLS with origins.</summary>
    public required OriginTls OriginTls { get; init; }

    /// <summary>What forwarded responses without Date get; null for nothing.</summary>
    public required DateField? Date { get; init; }

    /// <summary>The most bytes of a response head that is forwarded raw.</summary>
    public required int MaxRawHeadBytes { get; init; }

    /// <summary>False closes every connection after one request (docs/contract.md).</summary>
    public required bool Persistent { get; init; }

    /// <summary>What the proxy calls itself in Via; null to add none.</summary>
    public required ViaName? Via { get; init; }

    /// <summary>In which fields clients' addresses are sent on.</summary>
    public required ForwardedField Forwarded { get; init; }

    /// <summary>Judges the clients' credentials; null when none are wanted.</summary>
    public required ProxyAuthentication? Authentication { get; init; }

    /// <summary>The tunnels there may be.</summary>
    public required ConcurrencyLimit Tunnels { get; init; }

    /// <summary>How many descriptors the process may have.</summary>
    public required int DescriptorLimit { get; init; }

    public required ErrorReporter Errors { get; init; }

    /// <summary>The callbacks on connections, flows and messages.</summary>
    public required Callbacks Callbacks { get; init; }

    /// <summary>The pipeline: callbacks on heads, interceptors and handlers; it may change at any time.</summary>
    public required HandlerCollection Handlers { get; init; }

    /// <summary>The content codings that are known.</summary>
    public required ContentCodings Codings { get; init; }

    /// <summary>What handlers may hold of bodies.</summary>
    public required HeldBytes Held { get; init; }

    /// <summary>True when the user's code may be called.</summary>
    public bool RunsUserCode => Callbacks.HasAny || !Handlers.Present.IsEmpty;

    public required FlowRecorder Recorder { get; init; }

    /// <summary>Reads the messages of bodies.</summary>
    public MessageTaps Messages => field ??= new MessageTaps(Codings, Buffers, TimeProvider);

    public required OriginPool Origins { get; init; }

    /// <summary>The connections to origins that speak HTTP/2.</summary>
    public required SharedOrigins SharedOrigins { get; init; }

    public required Connector Connector { get; init; }

    /// <summary>Looks into tunnels; null to relay them all untouched.</summary>
    public required TlsInterception? Interception { get; init; }

    /// <summary>How targets are read of requests that come in this tunnel; null outside of any.</summary>
    public TargetReading TargetReading(OpenedTunnel? tunnel)
        => new(tunnel?.IsTls == true, TakesHttps: TakesHttpsTargets && tunnel is null, HeadLimits.IsLenient);

    /// <summary>A moment of an exchange, for its flow; 0 with recording off, where nobody would read it.</summary>
    public long Timestamp() => Recorder.IsOn ? TimeProvider.GetTimestamp() : 0;
}
