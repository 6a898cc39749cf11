using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
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
        RequestSummary? request = exchange.Summary ?? SummaryOf(exchange.Request.ReceivedHead, exchange.Tunnel?.IsTls == true);

        // Where it goes; where its target points to while that is not decided; and inside a tunnel what that was opened for.
        Route? route = exchange.Request.Route ?? (request?.Host is null ? exchange.Tunnel?.Route : null);
        return error with
        {
            ClientIP = exchange.ClientSocket.ClientIP,
            Phase = error.Phase ?? exchange.Watchdog.Phase.PublicName(),
            TargetHost = route?.Host ?? request?.Host,
            TargetPort = route is null ? request?.Port : route.Port,
            Method = request?.Method,
            Url = request?.Url,
        };
    }

    private static RequestSummary? SummaryOf(RequestHead received, bool isTls)
        => received.Block.IsEmpty ? null : RequestSummary.Of(received, isTls);
}
