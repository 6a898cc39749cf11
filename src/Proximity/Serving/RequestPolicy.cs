using Proximity.Access;
using Proximity.Exchanges;
using Proximity.Handlers;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;

namespace Proximity.Serving;

/// <summary>Whether a request may be carried out: who sends it, whether it was here before, where it goes.</summary>
internal sealed class RequestPolicy(ExchangeServices services)
{
    /// <summary>Asked before anything else is done with a request. Null when it may go on. Inside a tunnel the credentials of its CONNECT hold.</summary>
    public ValueTask<Fault?> JudgeSenderAsync(Exchange exchange)
        => exchange.Tunnel is null && services.Authentication is { } authentication
            ? JudgeCredentialsAsync(authentication, exchange)
            : new ValueTask<Fault?>(JudgeRequest(exchange.Request));

    private async ValueTask<Fault?> JudgeCredentialsAsync(ProxyAuthentication authentication, Exchange exchange)
        => await HasGoodCredentialsAsync(authentication, exchange).ConfigureAwait(false)
            ? JudgeRequest(exchange.Request)
            : ProxyAuthentication.Required;

    private Fault? JudgeRequest(RequestContext request)
    {
        if (services.Via is { } via && ViaField.Names(request.ReceivedHead, via.Name))
        {
            return CommonFaults.LoopDetected;
        }

        if (request.ReceivedHead.MethodKind == MethodKind.Trace && !request.Framing.IsEmpty)
        {
            return TraceWithBody;
        }

        return MaxForwards.Counts(request.ReceivedHead) ? MaxForwards.Read(request.ReceivedHead, out _) : null;
    }

    /// <summary>True for a TRACE or OPTIONS that may pass no further proxy; asked after <see cref="JudgeSenderAsync"/>.</summary>
    public static bool IsLastRecipient(RequestContext request)
        => MaxForwards.Counts(request.ReceivedHead) && MaxForwards.Read(request.ReceivedHead, out long remaining) is null && remaining == 0;

    /// <summary>Asked when the route is known. Null when it may be taken.</summary>
    public Fault? JudgeTarget(Exchange exchange)
        => (exchange.Request.IsConnect ? exchange.Settings.Targets.JudgeConnect(exchange.Request.Route!.Port) : null)
            ?? exchange.Request.Route!.Refusal;

    private static Fault TraceWithBody { get; } = new(ErrorCodes.MalformedRequest, FaultSide.Client, 400, "A TRACE has no content (RFC 9110 §9.3.8).");

    private async ValueTask<bool> HasGoodCredentialsAsync(ProxyAuthentication authentication, Exchange exchange)
    {
        switch (authentication.Judge(exchange.Request.ReceivedHead, out PendingCredentials pending))
        {
            case ProxyAuthentication.Verdict.Accepted:
                return true;
            case ProxyAuthentication.Verdict.Ask:
                using (exchange.Watchdog.UserCode())
                {
                    Question<(string User, string Password), bool> question = services.Callbacks.Credentials!;
                    if (!await question.AskAsync((pending.User, pending.Password), exchange.Describe).ConfigureAwait(false))
                    {
                        return false;
                    }
                }

                authentication.Remember(pending);
                return true;
            default:
                return false;
        }
    }
}
