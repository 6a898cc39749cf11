using Proximity.Exchanges;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;

namespace Proximity.Forwarding;

/// <summary>When a request may be sent a second time (RFC 9110 §9.2.2).</summary>
internal static class RetryRules
{
    /// <summary>
    /// A reused connection that dies before the first response byte was most likely closed by the origin while it was idle. Only a request that is idempotent may go out again: a proxy
    /// MUST NOT repeat others. What an origin says it did not begin with may, whatever it is. Neither once its body, if any, was consumed.
    /// </summary>
    public static bool MayRepeat(Exchange exchange, Fault fault)
        => IsRepeatable(exchange, fault)
            && exchange.Request.Framing.IsEmpty
            && !exchange.Watchdog.HasExpired
            && !exchange.Watchdog.IsStopped
            && !exchange.Watchdog.HasClientLeft;

    /// <summary>True when the request, its body included, could be sent once more if the connection it goes out on turns out to be dead.</summary>
    public static bool SurvivesADeadConnection(RequestContext request) => IsIdempotent(request) && request.Framing.IsEmpty;

    private static bool IsIdempotent(RequestContext request)
        => request.Head.MethodKind is MethodKind.Get or MethodKind.Head or MethodKind.Put
            or MethodKind.Delete or MethodKind.Options or MethodKind.Trace;

    private static bool IsRepeatable(Exchange exchange, Fault fault) => fault.Retry switch
    {
        FaultRetry.Unprocessed or FaultRetry.OverHttp1 => true,
        FaultRetry.IfIdempotent => exchange.Origin is { IsReused: true } && IsIdempotent(exchange.Request),
        _ => false,
    };
}
