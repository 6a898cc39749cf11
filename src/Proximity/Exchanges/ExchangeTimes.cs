using Proximity.Flows;

namespace Proximity.Exchanges;

/// <summary>When the phases of one exchange began, as timestamps of the time provider; zero for one that did not happen.</summary>
internal struct ExchangeTimes
{
    public long Started;
    public long SendBegun;
    public long Sent;
    public long ResponseHead;
    public TimeSpan Dns;
    public TimeSpan Connect;

    /// <summary>The phases as a flow shows them, for an exchange that ends at <paramref name="ended"/>.</summary>
    public readonly FlowTimings ToTimings(TimeProvider timeProvider, long ended)
    {
        TimeSpan send = Sent == 0 ? TimeSpan.Zero : timeProvider.GetElapsedTime(SendBegun, Sent);
        TimeSpan wait = Sent == 0 || ResponseHead == 0 ? TimeSpan.Zero : Positive(timeProvider.GetElapsedTime(Sent, ResponseHead));
        TimeSpan receive = ResponseHead == 0 ? TimeSpan.Zero : timeProvider.GetElapsedTime(ResponseHead, ended);
        return new FlowTimings(Dns, Connect, send, wait, receive);
    }

    // A response may come before the request was sent whole.
    private static TimeSpan Positive(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;
}
