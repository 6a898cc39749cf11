using Proximity.Access;
using Proximity.Flows;
using Proximity.Interception;
using Proximity.Origins;
using Proximity.Protocol;
using Proximity.Protocol.Heads;
using Proximity.Recording;
using Proximity.Telemetry;
using Proximity.Timing;
using Proximity.Tls;

namespace Proximity.Exchanges;

/// <summary>What every exchange of one proxy shares; frozen when it starts.</summary>
internal sealed class ExchangeServices
{
    public required TimeProvider TimeProvider { get; init; }

    public required BufferPool Buffers { get; init; }

    public required DeadlineClock Clock { get; init; }

    public required TimeLimits TimeLimits { get; init; }

    public required HeadLimits HeadLimits { get; init; }

    /// <summary>False restores the base contract's one request a connection.</summary>
    public required bool Persistent { get; init; }

    public required UpstreamProxy? Upstream { get; init; }

    /// <summary>What the proxy calls itself in Via; null to add none.</summary>
    public required ViaName? Via { get; init; }

    /// <summary>In which fields clients' addresses are sent on.</summary>
    public required ForwardedField Forwarded { get; init; }

    /// <summary>The clients that may use the proxy.</summary>
    public required AddressSet AllowedClients { get; init; }

    /// <summary>The targets that may be reached.</summary>
    public required TargetRules Targets { get; init; }

    /// <summary>Judges the clients' credentials; null when none are wanted.</summary>
    public required ProxyAuthentication? Authentication { get; init; }

    /// <summary>The tunnels there may be.</summary>
    public required Places Tunnels { get; init; }

    public required WebSocketLimits WebSockets { get; init; }

    public required ErrorReporter Errors { get; init; }

    public required Hooks Hooks { get; init; }

    public required InterceptorList<ProxyRequest> RequestInterceptors { get; init; }

    public required InterceptorList<ProxyResponse> ResponseInterceptors { get; init; }

    /// <summary>True when the user's code may be called.</summary>
    public bool RunsUserCode => Hooks.HasAny || !RequestInterceptors.IsEmpty || !ResponseInterceptors.IsEmpty;

    public required FlowRecorder Recorder { get; init; }

    public required OriginPool Origins { get; init; }

    /// <summary>The connections to origins that speak HTTP/2.</summary>
    public required SharedOrigins SharedOrigins { get; init; }

    public required Connector Connector { get; init; }

    /// <summary>Looks into tunnels; null to relay them all untouched.</summary>
    public required TlsInterception? Interception { get; init; }

    /// <summary>The time for a flow's timings; 0 when none are recorded: nobody else wants it, and the clock is not free.</summary>
    public long FlowTimestamp() => Recorder.IsOn ? TimeProvider.GetTimestamp() : 0;
}
