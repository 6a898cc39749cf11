using Proximity.Cli.Configuration;
using Proximity.Stores;

namespace Proximity.Cli.Running;

/// <summary>The file in which a run keeps its flows.</summary>
internal static class RunStore
{
    /// <summary>What the sources say of a store has to fit together.</summary>
    /// <exception cref="ConfigurationException">It does not.</exception>
    public static void Check(Settings fromLine, Settings settings)
    {
        if (settings.RecordFlows is false && fromLine.Store is not null)
        {
            throw new ConfigurationException("--store needs recorded flows; recording is off.");
        }

        if (settings.Store is null && (fromLine.StoreMaxSize ?? fromLine.StoreMaxAge ?? fromLine.StoreMaxFlows) is not null)
        {
            throw new ConfigurationException(
                "--store-max-size, --store-max-age and --store-max-flows have an effect only together with --store.");
        }
    }

    /// <summary>Opens the store of a run; null when it has none.</summary>
    /// <exception cref="FlowStoreException">The file cannot be used.</exception>
    public static async Task<SqliteFlowStore?> OpenAsync(Settings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        if (settings.Store is not { } path || settings.RecordFlows is false)
        {
            return null;
        }

        var options = new SqliteFlowStoreOptions
        {
            MaxBytes = settings.StoreMaxSize,
            MaxAge = settings.StoreMaxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            MaxFlows = settings.StoreMaxFlows,
            TimeProvider = time,
        };
        return await SqliteFlowStore.OpenAsync(path, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says on standard error what a store did not get; nothing when it got all.</summary>
    public static void Report(string path, FlowStoreCounters? counters, TextWriter errors)
    {
        if (counters is null)
        {
            return;
        }

        long lost = counters.DroppedFlows + counters.LostFlows;
        if (lost > 0)
        {
            Say($"{lost} flows are not in it: {counters.DroppedFlows} came too fast, {counters.LostFlows} it did not take.");
        }

        if (counters.FlowsWithoutBodies > 0)
        {
            Say($"{counters.FlowsWithoutBodies} flows are in it without their bodies, which came too fast.");
        }

        void Say(FormattableString what)
            => ExportReport.Say(FormattableString.Invariant($"Store {path}: {FormattableString.Invariant(what)}"), errors);
    }
}
