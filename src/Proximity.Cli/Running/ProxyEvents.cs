using System.Collections.Concurrent;
using Proximity.Cli.Output;
using Proximity.Filters;
using Proximity.Flows;
using Proximity.Protocol.Faults;

namespace Proximity.Cli.Running;

/// <summary>The proxy's callbacks: they queue a line and return, for the proxy waits for them.</summary>
/// <param name="events">Where to.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="show">Which flows get a line; null for all.</param>
internal sealed class ProxyEvents(EventWriter events, TimeProvider timeProvider, Filter? show = null)
{
    private readonly TaskCompletionSource<string> loadFailure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> exportFailure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly ConcurrentDictionary<string, long> errors = new(StringComparer.Ordinal);

    /// <summary>How often each error was reported, by its code; it goes on counting.</summary>
    public IReadOnlyDictionary<string, long> Errors => errors;

    /// <summary>Completes with the reason once the proxy reports that flows could not be loaded.</summary>
    public Task<string> LoadFailure => loadFailure.Task;

    /// <summary>Completes with the reason once the proxy reports that flows could not be exported.</summary>
    public Task<string> ExportFailure => exportFailure.Task;

    public ValueTask FlowCompleted(Flow flow)
    {
        if (show is null || show.Matches(flow))
        {
            events.Post(new FlowCompletedEvent(timeProvider.GetLocalNow(), flow));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask Error(ProxyError error)
    {
        errors.AddOrUpdate(error.Code, 1, static (_, count) => count + 1);
        switch (error.Code)
        {
            case ErrorCodes.FlowLoadFailed:
                loadFailure.TrySetResult(error.Error ?? error.Message);
                break;
            case ErrorCodes.FlowExportFailed:
                exportFailure.TrySetResult(error.Error ?? error.Message);
                break;
            default:
                events.Post(new ErrorEvent(error));
                break;
        }

        return ValueTask.CompletedTask;
    }
}
