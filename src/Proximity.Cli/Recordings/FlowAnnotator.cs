using System.Globalization;
using Proximity.Cli.Configuration;
using Proximity.Cli.Running;
using Proximity.Stores;

namespace Proximity.Cli.Recordings;

/// <summary><c>proximity flows tag</c>, <c>mark</c>, <c>comment</c> and <c>delete</c>: what a person does to flows of a store.</summary>
internal sealed class FlowAnnotator(FlowsConsole console, FlowSources sources) : StoreVerb(sources)
{
    private static readonly string Colours = string.Join(", ", Enum.GetNames<FlowMark>().Skip(1).Select(name => name.ToLowerInvariant()));

    public async Task<int> RunAsync(FlowsRequest request, CancellationToken cancellationToken)
    {
        var purpose = Purpose(request.Verb);
        var (source, words) = await OpenAsync(request.Words, mayWrite: true, purpose, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var (change, which) = Read(request, words);
            var (found, wanted) = await ApplyAsync(source, which, change, cancellationToken).ConfigureAwait(false);
            var done = Past(request);
            console.Text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{found} {(found == 1 ? "flow" : "flows")} {done}"));
            if (found == wanted && found > 0)
            {
                return ExitCode.Success;
            }

            console.Say(wanted == 0
                ? $"No flow in {source.Name} matches."
                : string.Create(CultureInfo.InvariantCulture, $"{wanted - found} of {wanted} are not in {source.Name}."));
            return ExitCode.Failed;
        }
    }

    private static string Purpose(FlowsVerb verb) => verb switch
    {
        FlowsVerb.Tag => "Flows can be tagged",
        FlowsVerb.Mark => "Flows can be marked",
        FlowsVerb.Comment => "Flows can be commented",
        _ => "Flows can be deleted",
    };

    private static string Past(FlowsRequest request) => (request.Verb, request.Removes) switch
    {
        (FlowsVerb.Delete, _) => "deleted",
        (_, true) => "changed",
        (FlowsVerb.Tag, _) => "tagged",
        (FlowsVerb.Mark, _) => "marked",
        _ => "commented",
    };

    /// <summary>What is to be done, null to delete, and the words that say to which flows.</summary>
    private static (FlowAnnotationChange? Change, IReadOnlyList<string> Which) Read(FlowsRequest request, IReadOnlyList<string> words)
    {
        if (request.Verb == FlowsVerb.Delete)
        {
            return (null, words);
        }

        var hasValue = request.Verb == FlowsVerb.Tag || !request.Removes;
        if (words.Count < (hasValue ? 2 : 1))
        {
            throw new ConfigurationException("The numbers of flows, or a filter, and then what they get are expected.");
        }

        var value = hasValue ? words[^1] : string.Empty;
        try
        {
            FlowAnnotationChange change = request.Verb switch
            {
                FlowsVerb.Tag when request.Removes => new() { RemoveTags = [value] },
                FlowsVerb.Tag => new() { AddTags = [value] },
                FlowsVerb.Mark => new() { Mark = request.Removes ? FlowMark.None : MarkOf(value) },
                _ => new() { Comment = value },
            };
            return (change, hasValue ? [.. words.SkipLast(1)] : words);
        }
        catch (ArgumentException exception)
        {
            throw new ConfigurationException(exception.Message.Split(" (Parameter", 2)[0]);
        }
    }

    private static FlowMark MarkOf(string value)
        => Enum.TryParse<FlowMark>(value, ignoreCase: true, out var mark) && mark != FlowMark.None && char.IsAsciiLetter(value[0])
            ? mark
            : throw new ConfigurationException($"There is no mark {value}; there are {Colours}.");

    /// <summary>How many flows were there, and how many there should have been.</summary>
    private async Task<(long Found, long Wanted)> ApplyAsync(
        StoreSource source, IReadOnlyList<string> which, FlowAnnotationChange? change, CancellationToken cancellationToken)
    {
        if (which.Count == 0)
        {
            throw new ConfigurationException("The numbers of flows, or a filter, are expected; * is every flow.");
        }

        if (which is [var word] && FlowNumbers.Several(word) is { } numbers)
        {
            long found = 0;
            foreach (var batch in numbers.Chunk(FlowQuery.MaxLimit))
            {
                found += await ApplyAsync(source, batch, change, cancellationToken).ConfigureAwait(false);
            }

            return (found, numbers.Count);
        }

        var filter = await FilterText.ReadAsync(which, source, Sources.Codings, console.TimeProvider, cancellationToken)
            .ConfigureAwait(false);
        source.IsWithBodies = filter is { ReadsBodies: true };
        var flows = source.ReadAsync(filter, new Progress(), cancellationToken);
        return await ApplyAsync(source, flows, change, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(long Found, long Wanted)> ApplyAsync(
        StoreSource source, IAsyncEnumerable<RecordedFlow> flows, FlowAnnotationChange? change, CancellationToken cancellationToken)
    {
        var (found, wanted) = (0L, 0L);
        List<long> batch = [];
        await foreach (var flow in flows.ConfigureAwait(false))
        {
            batch.Add(flow.Number);
            wanted++;
            if (batch.Count == FlowQuery.MaxLimit)
            {
                found += await ApplyAsync(source, batch, change, cancellationToken).ConfigureAwait(false);
                batch.Clear();
            }
        }

        return (found + await ApplyAsync(source, batch, change, cancellationToken).ConfigureAwait(false), wanted);
    }

    private static async Task<int> ApplyAsync(
        StoreSource source, IReadOnlyList<long> batch, FlowAnnotationChange? change, CancellationToken cancellationToken)
        => batch.Count == 0 ? 0 : await source.AskAsync(() => change is null
            ? source.Store.DeleteAsync(batch, cancellationToken)
            : source.Store.AnnotateAsync(batch, change, cancellationToken)).ConfigureAwait(false);
}
