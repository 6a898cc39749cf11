using Proximity.Flows;

namespace Proximity.Exchanges;

/// <summary>
/// When the phases of one exchange began, as timestamps of the time provider; zero for one that did not happen. They are taken only where
/// flows are recorded.
/// </summary>
internal struct ExchangeTimes
{
    public long Started;
    public long SendBegun;
    public long Sent;
    public long ResponseHead;
    public long Ended;
    public TimeSpan Dns;
    public TimeSpan Connect;

    /// <summary>From the request's head to the end; zero for an exchange that goes on.</summary>
    public readonly TimeSpan Duration(TimeProvider timeProvider)
        => Ended == 0 ? TimeSpan.Zero : timeProvider.GetElapsedTime(Started, Ended);

    /// <summary>The phases as a flow shows them, for an exchange that has ended.</summary>
    public readonly FlowTimings ToTimings(TimeProvider timeProvider)
    {
        TimeSpan send = Sent == 0 ? TimeSpan.Zero : timeProvider.GetElapsedTime(SendBegun, Sent);
        TimeSpan wait = Sent == 0 || ResponseHead == 0 ? TimeSpan.Zero : Positive(timeProvider.GetElapsedTime(Sent, ResponseHead));
        TimeSpan receive = ResponseHead == 0 ? TimeSpan.Zero : timeProvider.GetElapsedTime(ResponseHead, Ended);
        return new FlowTimings(Dns, Connect, send, wait, receive);
    }

    // A response may come before the request was sent whole.
    private static TimeSpan Positive(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;
}
