using Proximity.Wires;

namespace Proximity.Exchanges;

/// <summary>
/// The client's reads that another thread may cancel, and only those: the wait for a request, and the reading of its head. Cancelling a
/// wire's reads lasts until it is taken back, so a cancellation that comes late would hit the body of the next request. So who cancels
/// claims the phase first; a loop that leaves a phase that was claimed waits for the cancellation to be done, which is a matter of
/// instructions, and takes it back.
/// </summary>
/// <param name="client">The client's wire.</param>
internal sealed class CancellableReads(Wire client)
{
    /// <summary>In a phase whose reads nobody cancels.</summary>
    private static readonly object None = new();
    private static readonly object Idle = new();
    private static readonly object Head = new();

    /// <summary>One of those above, or the <see cref="Claim"/> of the thread that cancels, which the loop alone takes back.</summary>
    private volatile object state = None;

    /// <summary>From here on the phase's reads may be cancelled. A full fence.</summary>
    public void Enter(ExchangePhase phase) => Interlocked.Exchange(ref state, StateOf(phase));

    /// <summary>The phase is over. When its reads were cancelled, reads can be made again.</summary>
    public void Leave()
    {
        object seen = state;
        if (seen == None || (seen is not Claim && Interlocked.CompareExchange(ref state, None, seen) == seen))
        {
            return;
        }

        // A wire may run what it cancels at once: then this is the thread that it waits for.
        var claim = (Claim)state;
        var wait = default(SpinWait);
        while (!claim.IsDone && claim.ThreadId != Environment.CurrentManagedThreadId)
        {
            wait.SpinOnce();
        }

        client.ResumeReads();
        state = None;
    }

    /// <summary>Cancels the reads of this phase, if it is not over. A full fence.</summary>
    /// <param name="phase">The one that is meant.</param>
    /// <param name="claimed">Called before, once it is certain that the loop will see it.</param>
    public void TryCancel(ExchangePhase phase, Action? claimed = null)
    {
        object wanted = StateOf(phase);
        var claim = new Claim(Environment.CurrentManagedThreadId);
        if (Interlocked.CompareExchange(ref state, claim, wanted) != wanted)
        {
            return;
        }

        claimed?.Invoke();
        client.CancelReads();

        // The loop may be in a phase that another thread has claimed by now: only the own claim is done.
        claim.IsDone = true;
    }

    private static object StateOf(ExchangePhase phase) => phase == ExchangePhase.Idle ? Idle : Head;

    /// <summary>A phase was claimed.</summary>
    /// <param name="threadId">The thread that cancels its reads.</param>
    private sealed class Claim(int threadId)
    {
        private volatile bool isDone;

        public int ThreadId { get; } = threadId;

        /// <summary>True once the reads are cancelled.</summary>
        public bool IsDone
        {
            get => isDone;
            set => isDone = value;
        }
    }
}
