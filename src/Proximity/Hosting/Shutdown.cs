using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Telemetry;
using Proximity.Timing;
using Proximity.Wires;

namespace Proximity.Hosting;

/// <summary>
/// Ends a running proxy, once. First the port closes; then requests in flight may finish, if there is time for them; then connections, pools and clocks end. A step that throws is logged,
/// and the next one is taken all the same: nothing that failed may keep the rest open.
/// </summary>
internal sealed class Shutdown(
    ExchangeServices services, FlowTable flows, ConnectionTable connections, AcceptLoop acceptLoop, Network network)
{
    /// <summary>Connections that were aborted end at once, unless the user's code holds one: it is not waited for longer.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource skipDrain = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource portClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private Task? whole;

    /// <summary>Completes when no further client can connect.</summary>
    public Task PortClosed => portClosed.Task;

    /// <summary>Begins to stop, or ends the waiting of a stop that was begun with more time. The task completes when all has ended; it does not fail.</summary>
    /// <param name="drainTimeout">
    /// How long requests in flight may take; zero or less aborts them, <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.
    /// </param>
    public Task StopAsync(TimeSpan drainTimeout)
    {
        if (!Drains(drainTimeout))
        {
            skipDrain.TrySetResult();
        }

        lock (gate)
        {
            return whole ??= RunAsync(drainTimeout);
        }
    }

    private static bool Drains(TimeSpan drainTimeout) => drainTimeout > TimeSpan.Zero || drainTimeout == Timeout.InfiniteTimeSpan;

    private async Task RunAsync(TimeSpan drainTimeout)
    {
        // Off the caller's thread and out of its lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await StepAsync(acceptLoop.StopAsync).ConfigureAwait(false);
        portClosed.SetResult();
        if (Drains(drainTimeout))
        {
            await StepAsync(() => DrainAsync(drainTimeout)).ConfigureAwait(false);
        }

        await StepAsync(connections.Stop).ConfigureAwait(false);
        await StepAsync(services.Origins.Close).ConfigureAwait(false);
        await StepAsync(services.SharedOrigins.Close).ConfigureAwait(false);
        await StepAsync(services.Connector.Close).ConfigureAwait(false);
        await StepAsync(() => WithinAsync(connections.WhenEmptyAsync(), StopLimit)).ConfigureAwait(false);

        // Behind the last exchange, and while its errors still have somebody to hear them.
        await StepAsync(() => flows.Feeder?.DisposeAsync().AsTask() ?? Task.CompletedTask).ConfigureAwait(false);
        await StepAsync(() => WithinAsync(services.Errors.CompleteAsync(), StopLimit)).ConfigureAwait(false);
        await StepAsync(acceptLoop.Dispose).ConfigureAwait(false);
        await StepAsync(SpareTrimmer.Leave).ConfigureAwait(false);
        await StepAsync(services.Clock.Dispose).ConfigureAwait(false);
        await StepAsync(network.Close).ConfigureAwait(false);
        await StepAsync(() => services.Interception?.DisposeAsync().AsTask() ?? Task.CompletedTask).ConfigureAwait(false);
        flows.EndWaiting();
        Log.Stopped(services.Errors.Logger);
    }

    private async Task DrainAsync(TimeSpan drainTimeout)
    {
        connections.Drain();
        await Task.WhenAny(WithinAsync(connections.WhenEmptyAsync(), drainTimeout), skipDrain.Task).ConfigureAwait(false);
    }

    private Task StepAsync(Action step) => StepAsync(() =>
    {
        step();
        return Task.CompletedTask;
    });

    private async Task StepAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A defect, or a clock of the application that throws: what is still open has to end.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.StopStepFailed(services.Errors.Logger, exception);
        }
    }

    /// <summary>Waits for a task, but not for ever.</summary>
    private async Task WithinAsync(Task task, TimeSpan limit)
    {
        using var enough = new CancellationTokenSource();
        await Task.WhenAny(task, Delays.For(limit, services.TimeProvider, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
    }
}
