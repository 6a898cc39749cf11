using Proximity.Protocol.Faults;
using Proximity.Telemetry;

namespace Proximity.Exchanges;

/// <summary>Turns an exchange's faults into the errors that users see.</summary>
internal static class ErrorContext
{
    public static void Report(this ErrorReporter errors, Exchange exchange, Fault fault, ExchangePhase phase)
        => errors.Report(Describe(exchange, new ProxyError(fault.Code, fault.Message, errors.Now) { Phase = phase.PublicName(), Error = fault.Cause?.Message }));

    /// <summary>Adds what is known of the exchange.</summary>
    public static ProxyError Describe(Exchange exchange, ProxyError error)
    {
        RelayedRequest? request = exchange.Relayed ?? (exchange.ReceivedHead.Block.IsEmpty ? null : RelayedRequest.Of(exchange.ReceivedHead));
        return error with
        {
            ClientIP = exchange.ClientSocket.ClientIP,
            Phase = error.Phase ?? exchange.Watchdog.Phase.PublicName(),
            TargetHost = exchange.Route?.Host,
            TargetPort = exchange.Route?.Port,
            Method = request?.Method,

            // A target that was not understood may hold anything, user information included.
            Url = exchange.Route is null ? null : request?.Url,
        };
    }
}
