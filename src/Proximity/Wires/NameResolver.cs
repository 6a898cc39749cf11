using System.Net;
using System.Net.Sockets;

namespace Proximity.Wires;

/// <summary>
/// The system's name look-up. It blocks its thread and cannot be called off, so each look-up has a thread of its own instead of one from the pool that everything else needs,
/// and there are only so many at a time: the next ones wait until a place is free or their caller gives up.
/// </summary>
#pragma warning disable CA1001 // The semaphore holds nothing of the system's: its wait handle is never asked for.
internal sealed class NameResolver(Func<string, IPAddress[]> lookUp)
#pragma warning restore CA1001
{
    /// <summary>The most look-ups at a time.</summary>
    public const int MaxLookups = 64;

    private readonly SemaphoreSlim places = new(MaxLookups);

    /// <summary>The addresses of a name; a literal address is its own.</summary>
    public ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken)
        => IPAddress.TryParse(host, out IPAddress? literal) ? new ValueTask<Resolution>(new Resolution([literal], null)) : LookUpAsync(host, cancellationToken);

    private async ValueTask<Resolution> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new Resolution(await Begin(host).WaitAsync(cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ArgumentException)
        {
            return new Resolution([], exception);
        }
    }

    private Task<IPAddress[]> Begin(string host)
    {
        Task<IPAddress[]> running = Task.Factory.StartNew(() => lookUp(host), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        // Its place is free when the system is done with it, however long ago its caller gave up; a failure that nobody waits for any more is thereby seen.
        _ = running.ContinueWith(
            task =>
            {
                _ = task.Exception;
                places.Release();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return running;
    }
}
