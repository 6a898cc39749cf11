using Proximity.Exchanges;
using Proximity.Forwarding;
using Proximity.Recording;
using Proximity.Tunnels;

namespace Proximity.Serving;

/// <summary>Relays a tunnel untouched that could have been looked into, and notes why on its flow.</summary>
internal static class PassThrough
{
    public const string HostRule = "host_rule";
    public const string Callback = "callback";
    public const string Handler = "handler";
    public const string Rejection = "client_rejected_certificate";
    public const string ApplicationProtocol = "application_protocol";
    public const string MalformedHello = "malformed_client_hello";
    public const string OtherProtocol = "other_protocol";

    public static async ValueTask<ExchangeEnd> RunAsync(ExchangeServices services, Exchange exchange, string reason)
    {
        FlowFacts.PassThrough(exchange.Recording.Flow, reason);

        if (exchange.Origin is null)
        {
            if (OnboardingSite.Matches(exchange.Request))
            {
                // It speaks HTTP, in TLS or in clear, and nothing else.
                return ExchangeEnd.Close;
            }

            if (await new OriginDialler(services).DialAsync(exchange, []).ConfigureAwait(false) is { } fault)
            {
                return await new Answers(services.Errors).FailAsync(exchange, fault).ConfigureAwait(false);
            }
        }

        return await new DuplexRelay(services, exchange).RunAsync(exchange.Origin!).ConfigureAwait(false);
    }
}
