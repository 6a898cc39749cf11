namespace Proximity.Stores;

/// <summary>Where flows go when they have ended, besides the table in memory, and how much of them may wait on the way.</summary>
public sealed record FlowStoreOptions
{
    /// <summary>The least value of <see cref="SpoolMaxBytes"/>: some batches.</summary>
    public const long SmallestSpoolMaxBytes = 16L * 1024 * 1024;

    /// <summary>The longest name of a proxy.</summary>
    public const int MaxProxyNameLength = 100;

    /// <param name="store">The store. It stays open when the proxy stops: who opened it closes it.</param>
    public FlowStoreOptions(IFlowStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        Store = store;
    }

    /// <summary>The store. It stays open when the proxy stops: who opened it closes it.</summary>
    public IFlowStore Store { get; }

    /// <summary>What flows say recorded them, where several proxies have one store. Default empty.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="MaxProxyNameLength"/>.</exception>
    public string ProxyName
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value.Length <= MaxProxyNameLength
                ? value : throw new ArgumentException($"A proxy's name has at most {MaxProxyNameLength} characters.", nameof(value));
        }
    }

    = "";

    /// <summary>The most flows that wait for the store, at least 1; further ones are dropped. Default 20,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxWaitingFlows
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 20_000;

    /// <summary>
    /// The most bytes that waiting flows hold, at least 1: heads, messages and bodies. At three quarters of it further flows come without
    /// their bodies, at the whole of it they are dropped. Default 64 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaxWaitingBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 64L * 1024 * 1024;

    /// <summary>
    /// How long a batch is tried again when the store is not to be reached, is full or locked; then it is lost. Zero tries once. Default
    /// five minutes. With a spool nothing is lost by time.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public TimeSpan RetryTime { get; init => field = NotNegative(value); } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a proxy that stops waits until the store has what is left; then that is lost, or stays in the spool. Default five seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public TimeSpan FlushTime { get; init => field = NotNegative(value); } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The folder of a spool, in which flows wait on a disk while the store is away, and which outlasts the process: the next run delivers
    /// what is left in it. It is made where there is none, for its owner alone; a folder belongs to one proxy at a time, and one that
    /// another has, or that cannot be used, lets the proxy not start. Flows have secrets in them. Default null: nothing is written to a
    /// disk.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public string? SpoolFolder
    {
        get;
        init => field = value is not "" ? value : throw new ArgumentException("The folder of a spool has a name.", nameof(value));
    }

    /// <summary>
    /// The most bytes of the spool's files, at least <see cref="SmallestSpoolMaxBytes"/>. From three quarters of it on flows go into the
    /// spool without their bodies; at the whole of it they wait in memory, within the bounds of that. Default 256 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    public long SpoolMaxBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, SmallestSpoolMaxBytes);
            field = value;
        }
    }

    = 256L * 1024 * 1024;

    private static TimeSpan NotNegative(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        return value;
    }
}
