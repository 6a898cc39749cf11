using Proximity.Protocol.Faults;

namespace Proximity.Exchanges;

/// <summary>How far an exchange has come, and what went wrong first.</summary>
internal sealed class ExchangeProgress
{
    /// <summary>
    /// True once a byte of the final response, or of an own answer, went to the client: from then on a failure can only be shown by
    /// breaking off.
    /// </summary>
    public bool ResponseStarted { get; set; }

    /// <summary>
    /// True when the client can tell from the framing that a body is not whole: breaking off may then let what was sent arrive.
    /// </summary>
    public bool TruncationShows { get; set; }

    public Fault? Fault { get; private set; }

    public ExchangePhase FaultPhase { get; private set; }

    /// <summary>Nothing has happened yet.</summary>
    public void Begin()
    {
        ResponseStarted = false;
        TruncationShows = false;
        Fault = null;
    }

    /// <summary>Remembers the first thing that went wrong; a time-out or a stop is the cause of whatever it made fail.</summary>
    public Fault Fail(Fault fault, Watchdog watchdog)
    {
        if (Fault is null)
        {
            FaultPhase = watchdog.Phase;
            Fault = watchdog.IsStopped ? CommonFaults.Stopping
                : watchdog.HasClientLeft ? CommonFaults.ClientLeft
                : watchdog.IsClientTooSlow ? CommonFaults.ClientTooSlow
                : watchdog.HasExpired && watchdog.WasBodyAwaited ? CommonFaults.BodyTimeout(watchdog.ExpiredOption)
                : watchdog.HasExpired ? CommonFaults.Timeout(FaultPhase, watchdog.ExpiredOption)
                : fault;
        }

        return Fault;
    }
}
