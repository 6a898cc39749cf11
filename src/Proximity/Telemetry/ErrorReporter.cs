using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Proximity.Protocol.Targets;

namespace Proximity.Telemetry;

/// <summary>
/// Passes operational errors on: to the log at once, to the user's callback in order from one background task. At most <see cref="QueueLimit"/> errors wait for a slow
/// callback; further ones are only logged, and their number is told once it catches up.
/// </summary>
internal sealed class ErrorReporter
{
    private const int QueueLimit = 4096;

    private readonly Func<ProxyError, ValueTask>? onError;
    private readonly TimeProvider timeProvider;
    private readonly Channel<ProxyError>? queue;
    private readonly Task delivery = Task.CompletedTask;
    private long dropped;
    private volatile bool isCompleted;

    public ErrorReporter(ILogger logger, TimeProvider timeProvider, Func<ProxyError, ValueTask>? onError)
    {
        Logger = new SafeLogger(logger);
        this.timeProvider = timeProvider;
        this.onError = onError;
        if (onError is not null)
        {
            queue = Channel.CreateBounded<ProxyError>(new BoundedChannelOptions(QueueLimit) { SingleReader = true });
            delivery = Task.Run(DeliverAsync);
        }
    }

    public ILogger Logger { get; }

    /// <summary>What clients are told that options are called, by the members' names; null for those names.</summary>
    public IReadOnlyDictionary<string, string>? OptionNames { get; init; }

    /// <summary>The time for an error. It is told even of a clock that throws: then by the system's.</summary>
    public DateTimeOffset Now
    {
        get
        {
            try
            {
                return timeProvider.GetLocalNow();
            }
#pragma warning disable CA1031 // A clock the application supplies may throw anything.
            catch (Exception)
#pragma warning restore CA1031
            {
                return TimeProvider.System.GetLocalNow();
            }
        }
    }

    public void Report(ProxyError reported)
    {
        // An underlying text that only says the message again tells nothing.
        ProxyError error = reported.Error == reported.Message ? reported with { Error = null } : reported;
        string? target = error is { TargetHost: { } host, TargetPort: { } port } ? Authority.Format(host, port) : error.TargetHost;
        Log.OperationalError(Logger, error.Code, error.Message, error.ClientIP, error.Phase, target, error.Error);
        if (queue is null || queue.Writer.TryWrite(error))
        {
            return;
        }

        if (isCompleted)
        {
            // After the proxy has stopped only the application's own calls, such as an export, still fail.
            BackgroundTasks.Observe(DeliverAsync(error), Logger);
        }
        else
        {
            Interlocked.Increment(ref dropped);
        }
    }

    public void Report(string code, string message, Exception? cause = null)
        => Report(new ProxyError(code, message, Now) { Error = cause?.Message });

    /// <summary>Ends the reporting; completes when every error accepted so far was delivered.</summary>
    public Task CompleteAsync()
    {
        isCompleted = true;
        queue?.Writer.TryComplete();
        return delivery;
    }

    private async Task DeliverAsync()
    {
        await foreach (ProxyError error in queue!.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            await DeliverAsync(error).ConfigureAwait(false);
            if (Interlocked.Exchange(ref dropped, 0) is > 0 and var count)
            {
                Log.ErrorsDropped(Logger, count);
            }
        }
    }

    private async Task DeliverAsync(ProxyError error)
    {
        try
        {
            await onError!(error).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The user's callback may throw anything; it is logged and goes no further.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.OnErrorFailed(Logger, exception.Message);
        }
    }
}
