using System.Net;
using System.Net.Sockets;
using Proximity.Access;
using Proximity.Wires;

namespace Proximity.Origins;

/// <summary>
/// Remembers the addresses of names for a short time, asks for each name once at a time, and shares look-ups out between clients
/// (<see cref="FairConcurrencyLimit{T}"/>): slow names of one client do not keep the others waiting. A look-up cannot be called off, so its
/// place is taken until the system is done with it, also when nobody waits for it any more. Thread-safe.
/// </summary>
internal sealed class NameCache : IDisposable
{
    /// <summary>The most names remembered; the oldest goes.</summary>
    public const int MaxNames = 1024;

    /// <summary>A name that does not resolve may be about to.</summary>
    private static readonly TimeSpan FailureTime = TimeSpan.FromSeconds(1);

    private readonly Network network;
    private readonly TimeProvider timeProvider;
    private readonly TimeSpan time;
    private readonly FairConcurrencyLimit<Lookup> lookupLimit;
    private readonly CancellationTokenSource end = new();
    private readonly CancellationToken ended;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Lookup> running = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Entry> entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<Entry> byAge = new();

    /// <param name="network">Who looks up.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="time">How long addresses are remembered; zero or less for not at all.</param>
    public NameCache(Network network, TimeProvider timeProvider, TimeSpan time)
    {
        this.network = network;
        this.timeProvider = timeProvider;
        this.time = time;
        ended = end.Token;
        lookupLimit = new FairConcurrencyLimit<Lookup>(network.Budget.Lookups);
    }

    /// <summary>The addresses of a name; a literal address is its own.</summary>
    /// <param name="host">The name.</param>
    /// <param name="client">Who wants to know.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public ValueTask<Resolution> ResolveAsync(string host, IPAddress? client, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out _))
        {
            return network.ResolveAsync(host, cancellationToken);
        }

        Lookup? lookup;
        bool begins;
        lock (gate)
        {
            if (entries.TryGetValue(host, out Entry? known) && IsFresh(known))
            {
                return new ValueTask<Resolution>(known.Resolution);
            }

            begins = TryJoin(host, ClientCounts.Key(client ?? IPAddress.None), out lookup);
        }

        if (lookup is null)
        {
            return new ValueTask<Resolution>(new Resolution([], new SocketException((int)SocketError.TryAgain)));
        }

        if (begins)
        {
            Run(lookup);
        }

        Task<Resolution> result = lookup.Result.Task;
        return result.IsCompletedSuccessfully ? new ValueTask<Resolution>(result.Result) : WaitAsync(lookup, cancellationToken);
    }

    /// <summary>Its addresses could not be reached: they are asked for anew.</summary>
    public void Forget(string host)
    {
        lock (gate)
        {
            entries.Remove(host);
        }
    }

    /// <summary>Calls off what can be called off.</summary>
    public void Dispose()
    {
        end.Cancel();
        end.Dispose();
    }

    /// <summary>
    /// Enters the look-up of a name, or joins the one that there is. True when it is to begin now. Without a look-up, the client has too
    /// many that wait.
    /// </summary>
    private bool TryJoin(string host, IPAddress client, out Lookup? lookup)
    {
        if (running.TryGetValue(host, out lookup) && lookup.HasBegun)
        {
            lookup.Waiting++;
            return false;
        }

        // One that still waits for a place of another client may have one of this client's.
        Lookup wanted = lookup ?? new Lookup(host);
        bool begins = lookupLimit.TryTake(client);
        if (!begins && !lookupLimit.TryEnqueue(client, wanted))
        {
            lookup = null;
            return false;
        }

        wanted.Waiting++;
        if (begins)
        {
            wanted.Begin(client);
        }

        running.TryAdd(host, wanted);
        lookup = wanted;
        return begins;
    }

    private async ValueTask<Resolution> WaitAsync(Lookup lookup, CancellationToken cancellationToken)
    {
        try
        {
            return await lookup.Result.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            lock (gate)
            {
                if (--lookup.Waiting == 0 && !lookup.HasBegun)
                {
                    // Its turn will be passed over.
                    running.Remove(lookup.Host);
                }
            }

            return new Resolution([], exception);
        }
    }

    private void Run(Lookup lookup) => _ = RunAsync(lookup);

    /// <summary>
    /// Looks up, and goes on with what waited for the place. Never throws: what a network fails with goes to those who wait.
    /// </summary>
    private async Task RunAsync(Lookup? lookup)
    {
        while (lookup is not null)
        {
            try
            {
                Resolution resolution = await network.ResolveAsync(lookup.Host, ended).ConfigureAwait(false);
                Keep(lookup.Host, resolution);
                lookup.Result.TrySetResult(resolution);
            }
#pragma warning disable CA1031 // Not swallowed: the waiting dial gets it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                lookup.Result.TrySetException(exception);
                _ = lookup.Result.Task.Exception;
            }

            lookup = Next(lookup);
        }
    }

    private void Keep(string host, in Resolution resolution)
    {
        TimeSpan keepFor = resolution.Addresses.Count > 0 || time < FailureTime ? time : FailureTime;
        if (keepFor <= TimeSpan.Zero || resolution.Cause is OperationCanceledException)
        {
            return;
        }

        lock (gate)
        {
            while (byAge.TryPeek(out Entry? oldest) && (byAge.Count >= MaxNames || !IsFresh(oldest)))
            {
                byAge.Dequeue();
                if (entries.TryGetValue(oldest.Host, out Entry? present) && present == oldest)
                {
                    entries.Remove(oldest.Host);
                }
            }

            var entry = new Entry(host, resolution, timeProvider.GetTimestamp(), keepFor);
            entries[host] = entry;
            byAge.Enqueue(entry);
        }
    }

    private bool IsFresh(Entry entry) => timeProvider.GetElapsedTime(entry.Since) < entry.Time;

    /// <summary>A look-up is over: the next one that may have its place; further ones are begun elsewhere.</summary>
    private Lookup? Next(Lookup over)
    {
        lock (gate)
        {
            running.Remove(over.Host);
            lookupLimit.Give(over.Client!);
            Lookup? first = null;
            while (lookupLimit.TryTakeNext(out IPAddress? client, out Lookup? waiting))
            {
                if (waiting.HasBegun || waiting.Waiting == 0)
                {
                    lookupLimit.Give(client);
                    continue;
                }

                waiting.Begin(client);
                if (first is null)
                {
                    first = waiting;
                }
                else
                {
                    ThreadPool.UnsafeQueueUserWorkItem(Run, waiting, preferLocal: false);
                }
            }

            return first;
        }
    }

    private sealed record Entry(string Host, Resolution Resolution, long Since, TimeSpan Time);

    /// <summary>One look-up, and those who wait for it. Guarded by the cache's lock, but for the result.</summary>
    private sealed class Lookup(string host)
    {
        public string Host { get; } = host;

        /// <summary>Whose place it has; null while it waits for one.</summary>
        public IPAddress? Client { get; private set; }

        public bool HasBegun => Client is not null;

        public int Waiting { get; set; }

        public TaskCompletionSource<Resolution> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Begin(IPAddress client) => Client = client;
    }
}
