using Proximity.Cli.Configuration;
using Proximity.Content;
using Proximity.Stores;
using Proximity.Zstd;

namespace Proximity.Cli.Recordings;

/// <summary>Finds the recordings that a command line names, and opens them.</summary>
/// <param name="console">Gets what could not be read of a file.</param>
/// <param name="codings">The content codings that are known.</param>
/// <param name="stores">The kinds of store that can be opened.</param>
/// <param name="environment">Where the recording stands that is meant when none is named.</param>
internal sealed class FlowSources(
    FlowsConsole console, ContentCodings codings, IReadOnlyList<StoreKind> stores, Func<string, string?> environment)
{
    /// <summary>The environment variable with the recording that is meant when a line names none.</summary>
    public const string Variable = "PROXIMITY_STORE";

    /// <summary>The content codings that the program knows.</summary>
    public static ContentCodings KnownCodings { get; } = ContentCodings.BuiltIn.With(new ZstdCoding());

    public ContentCodings Codings => codings;

    /// <summary>True for what exists, for what has a scheme, and for the name of a store that may be made.</summary>
    public bool IsSource(string word)
        => StoreAddress.IsOne(word)
            || (!FlowNumbers.IsNumber(word) && (File.Exists(word) || Directory.Exists(word) || stores.Any(kind => kind.Takes(word))));

    /// <summary>The recording among the words of a line, or the one of the environment, and the other words.</summary>
    /// <param name="words">The words.</param>
    /// <param name="isFirstOnly">True where only the first word may be it: the others are a filter's.</param>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public (string Name, IReadOnlyList<string> Others) Find(IReadOnlyList<string> words, bool isFirstOnly)
    {
        var named = (isFirstOnly ? words.Take(1) : words).FirstOrDefault(IsSource);
        if (named is not null)
        {
            var at = words.ToList().IndexOf(named);
            return (named, [.. words.Take(at), .. words.Skip(at + 1)]);
        }

        if (environment(Variable) is { Length: > 0 } usual)
        {
            return (usual, words);
        }

        if (isFirstOnly && words.Skip(1).FirstOrDefault(IsSource) is { } behind)
        {
            throw new ConfigurationException(
                $"{words[0]} is no verb of proximity flows and no recording, and {behind} does not stand first.");
        }

        var missing = words.FirstOrDefault(word => word.Contains('.', StringComparison.Ordinal) && !word.AsSpan().ContainsAny(":=<>~"));
        throw new ConfigurationException(missing is not null
            ? $"There is no file {missing}."
            : $"No recording is named: a file with flows or a store, on the line or in {Variable}.");
    }

    /// <summary>Opens a recording.</summary>
    /// <param name="name">A file, or what a store is known by.</param>
    /// <param name="mayWrite">True when flows will be changed, added or taken out.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="RecordingException">It cannot be opened.</exception>
    public async Task<FlowSource> OpenAsync(string name, bool mayWrite, CancellationToken cancellationToken)
    {
        if (stores.FirstOrDefault(kind => kind.Takes(name)) is { } kind)
        {
            return await OpenAsync(name, kind, mayWrite, cancellationToken).ConfigureAwait(false);
        }

        if (StoreAddress.SchemeOf(name) is { } scheme)
        {
            var why = scheme is "nats" or "tls"
                ? "a stream of NATS is read by its consumers."
                : $"there are no stores of the kind {scheme}://.";
            throw new RecordingException(
                $"{StoreAddress.Shown(name)} is no recording that is known: {why}", Running.ExitCode.WrongUsage);
        }

        return new FileSource(name, codings, console.Say, console.TimeProvider);
    }

    private static async Task<StoreSource> OpenAsync(string name, StoreKind kind, bool mayWrite, CancellationToken cancellationToken)
    {
        var shown = StoreAddress.Shown(name);
        try
        {
            return new StoreSource(shown, await kind.OpenAsync(name, mayWrite, cancellationToken).ConfigureAwait(false), kind);
        }
        catch (FlowStoreException exception)
        {
            throw new RecordingException(StoreSentence.NotOpened(shown, exception.Message));
        }
    }
}
