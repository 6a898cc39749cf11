using System.Runtime.CompilerServices;
using Proximity.Filters;

namespace Proximity.Cli.Recordings;

/// <summary>Where recorded flows come from: a file, or a store.</summary>
internal abstract class FlowSource : IAsyncDisposable
{
    /// <summary>What sentences call it.</summary>
    public abstract string Name { get; }

    /// <summary>False when nobody looks at the bytes of bodies: a store leaves them where they are then. True at first.</summary>
    public bool IsWithBodies { get; set; } = true;

    /// <summary>Gives the flows that a filter matches, the oldest first; what is held in memory does not grow with their number.</summary>
    /// <param name="filter">The condition; null for every flow.</param>
    /// <param name="progress">Gets how much of <see cref="Progress.Total"/> has been looked at.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RecordingException">The recording cannot be read.</exception>
    public abstract IAsyncEnumerable<RecordedFlow> ReadAsync(Filter? filter, Progress progress, CancellationToken cancellationToken);

    /// <summary>The last flows that a filter matches, in their order.</summary>
    /// <param name="filter">The condition; null for every flow.</param>
    /// <param name="count">The most of them.</param>
    /// <param name="progress">Gets how much of <see cref="Progress.Total"/> has been looked at.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RecordingException">The recording cannot be read.</exception>
    public virtual async IAsyncEnumerable<RecordedFlow> ReadLastAsync(
        Filter? filter, int count, Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = new Queue<RecordedFlow>();
        var reading = new UntilBroken(ReadAsync(filter, progress, cancellationToken));
        await foreach (var flow in reading.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (last.Count == count)
            {
                last.Dequeue();
            }

            last.Enqueue(flow);
        }

        foreach (var flow in last)
        {
            yield return flow;
        }

        reading.ThrowIfBroken();
    }

    /// <summary>The flow with a number; null when there is none.</summary>
    /// <exception cref="RecordingException">The recording cannot be read.</exception>
    public virtual async Task<RecordedFlow?> FindAsync(long number, Progress progress, CancellationToken cancellationToken)
    {
        await foreach (var flow in ReadAsync(null, progress, cancellationToken).ConfigureAwait(false))
        {
            if (flow.Number == number)
            {
                return flow;
            }
        }

        return null;
    }

    /// <summary>
    /// Gives the flows that a filter matches behind those that were read already, those that are still to come too, until it is cancelled.
    /// </summary>
    /// <exception cref="RecordingException">The recording cannot be read, or not while it grows.</exception>
    public abstract IAsyncEnumerable<RecordedFlow> FollowAsync(Filter? filter, CancellationToken cancellationToken);

    /// <summary>The moment that relative times of filters are taken from; null for now.</summary>
    /// <exception cref="RecordingException">The recording cannot be read.</exception>
    public abstract Task<DateTimeOffset?> NewestAsync(CancellationToken cancellationToken);

    /// <summary>The session of the newest flow; null where there are no sessions.</summary>
    /// <exception cref="RecordingException">The recording cannot be read.</exception>
    public virtual Task<Guid?> LastSessionAsync(CancellationToken cancellationToken) => Task.FromResult<Guid?>(null);

    public abstract ValueTask DisposeAsync();
}
