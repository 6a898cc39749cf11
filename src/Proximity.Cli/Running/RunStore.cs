using Proximity.Cli.Configuration;
using Proximity.Cli.Recordings;
using Proximity.Stores;

namespace Proximity.Cli.Running;

/// <summary>Where a run keeps its flows: a SQLite file, a database of PostgreSQL, or a stream of NATS.</summary>
internal static class RunStore
{
    private const long SecondsPerDay = 24 * 60 * 60;

    /// <summary>How long a run with a spool looks for its store before it begins without.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>The environment variable that keeps the credentials of a stream off the command line.</summary>
    public const string StreamVariable = "PROXIMITY_STREAM";

    /// <summary>What the sources say of a store has to fit together.</summary>
    /// <exception cref="ConfigurationException">It does not.</exception>
    public static void Check(Settings fromLine, Settings settings)
    {
        if (settings.RecordFlows is false && (fromLine.Store ?? fromLine.Stream) is not null)
        {
            var option = fromLine.Store is null ? "--stream" : "--store";
            throw new ConfigurationException($"{option} needs recorded flows; recording is off.");
        }

        if (settings.Store is null
            && (fromLine.StoreMaxSize ?? fromLine.StoreMaxAge ?? fromLine.StoreMaxFlows) is not null)
        {
            throw new ConfigurationException(
                "--store-max-size, --store-max-age and --store-max-flows have an effect only together with --store.");
        }

        CheckSpool(fromLine, settings);
        if (settings is { Store: not null, Stream: not null })
        {
            throw new ConfigurationException(
                $"Flows go to one place: {settings.SourceOf(nameof(Settings.Store))} and {settings.SourceOf(nameof(Settings.Stream))}"
                + " cannot be used together.");
        }

        if (settings.ProxyName is { Length: > FlowStoreOptions.MaxProxyNameLength })
        {
            throw Refused(
                nameof(Settings.ProxyName), $"a proxy's name has at most {FlowStoreOptions.MaxProxyNameLength} characters.");
        }

        if (settings.Store is { } store && StoreAddress.IsOne(store))
        {
            CheckDatabase(settings, store);
        }

        if (settings.Stream is { } stream && !stream.Split(',').All(IsStream))
        {
            throw Refused(
                nameof(Settings.Stream), "a server of NATS is written nats://USER:PASSWORD@HOST:PORT, several with commas between.");
        }

        ConfigurationException Refused(string setting, string why) => new($"{settings.SourceOf(setting)}: {why}");
    }

    /// <summary>
    /// Opens the store of a run; null when it has none. A database or a stream that is away is one that comes late, where there is a spool.
    /// </summary>
    /// <param name="settings">What is said of the store.</param>
    /// <param name="time">The clock.</param>
    /// <param name="errors">Standard error: hears that the store is away.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="FlowStoreException">The store cannot be used.</exception>
    public static async Task<IFlowStore?> OpenAsync(
        Settings settings, TimeProvider time, TextWriter errors, CancellationToken cancellationToken)
    {
        if (settings.RecordFlows is false || (settings.Store ?? settings.Stream) is not { } address)
        {
            return null;
        }

        if (settings.Spool is not { } spool || (settings.Stream is null && !StoreAddress.IsOne(address)))
        {
            return await OpenNowAsync(settings, time, cancellationToken).ConfigureAwait(false);
        }

        using var limit = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        string why;
        try
        {
            return await OpenNowAsync(settings, time, either.Token).ConfigureAwait(false);
        }
        catch (FlowStoreException exception) when (exception.MayPass)
        {
            why = exception.Message;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            why = "it does not answer.";
        }

        Say($"{why.TrimEnd('.')}. Flows wait in {spool} until it can be reached.");
        return new LateStore(KindOf(settings), token => OpenNowAsync(settings, time, token), Say);

        void Say(string what) => ExportReport.Say($"Store {StoreAddress.Shown(address)}: {what}", errors);
    }

    /// <summary>How flows get into an open store. What several proxies share says which one recorded a flow.</summary>
    public static FlowStoreOptions Feeding(IFlowStore store, Settings settings)
    {
        var usual = store.Capabilities.HasConcurrentWriters ? Environment.MachineName : "";
        usual = usual[..Math.Min(usual.Length, FlowStoreOptions.MaxProxyNameLength)];
        var feeding = new FlowStoreOptions(store) { ProxyName = settings.ProxyName ?? usual, SpoolFolder = settings.Spool };
        return settings.SpoolMaxSize is { } bytes ? feeding with { SpoolMaxBytes = bytes } : feeding;
    }

    /// <summary>The sentence about a store that could not be opened, and the code to end with: what may pass is no wrong usage.</summary>
    public static (string Sentence, int ExitCode) Failure(FlowStoreException exception, Settings settings)
    {
        var isAway = exception.MayPass && (settings.Stream is not null || (settings.Store is { } store && StoreAddress.IsOne(store)));
        return ($"The store cannot be used: {exception.Message}", isAway ? ExitCode.Failed : ExitCode.WrongUsage);
    }

    /// <summary>Says on standard error what a store did not get, and what waits for it; nothing when it got all.</summary>
    public static void Report(Settings settings, FlowStoreCounters? counters, TextWriter errors)
    {
        if (counters is null || (settings.Store ?? settings.Stream) is not { } address)
        {
            return;
        }

        var name = StoreAddress.Shown(address);
        long lost = counters.DroppedFlows + counters.LostFlows;
        if (lost > 0)
        {
            Say($"{lost} flows are not in it: {counters.DroppedFlows} came too fast, {counters.LostFlows} it did not take.");
        }

        if (counters.SpoolDamagedFlows > 0)
        {
            Say($"{counters.SpoolDamagedFlows} of them were in {settings.Spool} and cannot be read.");
        }

        if (counters.FlowsWithoutBodies > 0)
        {
            Say($"{counters.FlowsWithoutBodies} flows are in it without their bodies, which came too fast.");
        }

        if (counters.SpoolWaitingFlows > 0)
        {
            Say($"{counters.SpoolWaitingFlows} flows wait in {settings.Spool}. The next run with that folder delivers them.");
        }

        if (counters.SpoolProblem is { } problem)
        {
            Say($"{problem}");
        }

        void Say(FormattableString what)
            => ExportReport.Say(FormattableString.Invariant($"Store {name}: {FormattableString.Invariant(what)}"), errors);
    }

    private static async Task<IFlowStore> OpenNowAsync(Settings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        if (settings.Stream is { } stream)
        {
            return await NatsFlowSink.OpenAsync(stream, null, cancellationToken).ConfigureAwait(false);
        }

        var store = settings.Store!;
        TimeSpan? maxAge = settings.StoreMaxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        if (PostgresAddress.IsOne(store))
        {
            var (connection, database) = PostgresStores.Read(store);
            database = database with { MaxAge = maxAge, TimeProvider = time };
            return await PostgresFlowStore.OpenAsync(connection, database, cancellationToken).ConfigureAwait(false);
        }

        var file = new SqliteFlowStoreOptions
        {
            MaxBytes = settings.StoreMaxSize,
            MaxAge = maxAge,
            MaxFlows = settings.StoreMaxFlows,
            TimeProvider = time,
        };
        return await SqliteFlowStore.OpenAsync(store, file, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is known of a database or a stream that was not reached.</summary>
    private static FlowStoreCapabilities KindOf(Settings settings) => new()
    {
        Kind = settings.Stream is null ? "postgres" : "nats",
        CanRead = settings.Stream is null,
        HasAnnotations = settings.Stream is null,
        IsDurable = true,
        HasConcurrentReaders = true,
        HasConcurrentWriters = true,
    };

    private static void CheckSpool(Settings fromLine, Settings settings)
    {
        if (settings.Store is null && settings.Stream is null && (fromLine.Spool is not null || fromLine.SpoolMaxSize is not null))
        {
            throw new ConfigurationException(
                "--spool and --spool-max-size have an effect only together with --store or --stream.");
        }

        if (settings.Spool is null && fromLine.SpoolMaxSize is not null)
        {
            throw new ConfigurationException("--spool-max-size has an effect only together with --spool.");
        }
    }

    private static void CheckDatabase(Settings settings, string store)
    {
        var source = settings.SourceOf(nameof(Settings.Store));
        if (!PostgresAddress.IsOne(store))
        {
            throw new ConfigurationException(IsStream(store)
                ? $"{source}: a stream of NATS is named by --stream."
                : $"{source}: there are no stores of the kind {StoreAddress.SchemeOf(store)}://."
                    + " It takes a file or postgres://USER@HOST/DATABASE.");
        }

        try
        {
            PostgresStores.Read(store);
        }
        catch (FormatException exception)
        {
            throw new ConfigurationException($"{source}: {exception.Message}");
        }

        if ((settings.StoreMaxSize ?? settings.StoreMaxFlows) is not null)
        {
            var bound = settings.StoreMaxSize is null ? nameof(Settings.StoreMaxFlows) : nameof(Settings.StoreMaxSize);
            throw new ConfigurationException(
                $"{settings.SourceOf(bound)} is a bound of SQLite files. A database of PostgreSQL is bounded by --store-max-age alone.");
        }

        if (settings.StoreMaxAge < SecondsPerDay)
        {
            throw new ConfigurationException(
                $"{settings.SourceOf(nameof(Settings.StoreMaxAge))}: a database of PostgreSQL keeps flows for whole days,"
                + $" {SecondsPerDay} seconds or more.");
        }
    }

    private static bool IsStream(string address)
        => StoreAddress.SchemeOf(address) is "nats" or "tls"
            && Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && uri.Host.Length > 0;
}
