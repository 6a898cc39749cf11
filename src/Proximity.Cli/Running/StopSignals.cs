using System.Runtime.InteropServices;

namespace Proximity.Cli.Running;

/// <summary>
/// Ctrl+C, SIGTERM, SIGQUIT and, unless it was ignored from the beginning, the SIGHUP of a terminal that closes. The first asks for a
/// clean stop, the second for a stop at once, and from the third on the system's default, ending the process, is back, so
/// that nothing can make the program unstoppable.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource<string> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource requested = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int count;

    /// <summary>Completes with the first signal's name.</summary>
    public Task<string> First => first.Task;

    /// <summary>Completes when a second signal comes.</summary>
    public Task Second => second.Task;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Requested => requested.Token;

    public static StopSignals Listen()
    {
        var signals = new StopSignals();
        var isHangUpIgnored = IgnoredSignals.HangUp;
        PosixSignal[] all = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP];
        foreach (var signal in all.Where(signal => signal != PosixSignal.SIGHUP || !isHangUpIgnored))
        {
            signals.registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = signals.Receive(context.Signal.ToString())));
        }

        return signals;
    }

    /// <summary>Takes a signal; false when it should have the system's default effect.</summary>
    public bool Receive(string name)
    {
        switch (Interlocked.Increment(ref count))
        {
            case 1:
                first.TrySetResult(name);
                requested.Cancel();
                return true;
            case 2:
                second.TrySetResult();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Ends the listening. The token's source holds nothing, and is left alone: a signal may be on its way to it.</summary>
    public void Dispose() => registrations.ForEach(registration => registration.Dispose());
}
