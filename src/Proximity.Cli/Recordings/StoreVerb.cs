using Proximity.Cli.Configuration;
using Proximity.Cli.Running;

namespace Proximity.Cli.Recordings;

/// <summary>What the verbs have in common that change a store.</summary>
/// <param name="sources">Opens recordings.</param>
internal abstract class StoreVerb(FlowSources sources)
{
    protected FlowSources Sources => sources;

    /// <summary>Opens the store that a line names.</summary>
    /// <param name="words">The words of the line.</param>
    /// <param name="mayWrite">True when flows will be changed, added or taken out.</param>
    /// <param name="purpose">What is to be done, as <c>Flows can be tagged</c>.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="ConfigurationException">The line names none.</exception>
    /// <exception cref="RecordingException">It is a file, or cannot be opened.</exception>
    protected async Task<(StoreSource Store, IReadOnlyList<string> Others)> OpenAsync(
        IReadOnlyList<string> words, bool mayWrite, string purpose, CancellationToken cancellationToken)
    {
        var (name, rest) = sources.Find(words, isFirstOnly: false);
        var source = await sources.OpenAsync(name, mayWrite, cancellationToken).ConfigureAwait(false);
        if (source is StoreSource store)
        {
            return (store, rest);
        }

        await source.DisposeAsync().ConfigureAwait(false);
        throw new RecordingException($"{purpose} in a store only, and {name} is a file.", ExitCode.WrongUsage);
    }
}
