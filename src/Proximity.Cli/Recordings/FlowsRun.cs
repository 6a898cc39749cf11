using Proximity.Cli.Configuration;
using Proximity.Cli.Running;
using Proximity.Content;
using Proximity.Filters.Evaluation;

namespace Proximity.Cli.Recordings;

/// <summary>Carries out <c>proximity flows</c>, and ends with the exit code.</summary>
/// <param name="console">Where to answer.</param>
/// <param name="sources">Opens recordings.</param>
/// <param name="settings">What is masked in what is written.</param>
internal sealed class FlowsRun(FlowsConsole console, FlowSources sources, Settings settings)
{
    private readonly ContentCodings codings = sources.Codings;
    private readonly ContentDecoder decoder = new(sources.Codings);
    private readonly FieldValues values = new(sources.Codings);

    /// <summary>Answers a request. What goes wrong is said on standard error; a reader of the output that goes away is not.</summary>
    /// <exception cref="ConfigurationException">The line says something that it may not.</exception>
    public async Task<int> RunAsync(FlowsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var exitCode = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
            await console.Text.FlushAsync(cancellationToken).ConfigureAwait(false);
            return exitCode;
        }
        catch (RecordingException exception)
        {
            await FlushAsync().ConfigureAwait(false);
            console.Say(exception.Message);
            return exception.ExitCode;
        }
        catch (OutputGoneException)
        {
            return ExitCode.Failed;
        }
    }

    private async Task FlushAsync()
    {
        try
        {
            await console.Text.FlushAsync().ConfigureAwait(false);
        }
        catch (OutputGoneException)
        {
            // The sentence is for standard error.
        }
    }

    private Task<int> AnswerAsync(FlowsRequest request, CancellationToken cancellationToken) => request.Verb switch
    {
        FlowsVerb.Diff => DiffAsync(request, cancellationToken),
        FlowsVerb.Import => new FlowImporter(console, sources).RunAsync(request, cancellationToken),
        FlowsVerb.Tag or FlowsVerb.Mark or FlowsVerb.Comment or FlowsVerb.Delete
            => new FlowAnnotator(console, sources).RunAsync(request, cancellationToken),
        FlowsVerb.Sql => new SqlVerb(console, sources).RunAsync(request, cancellationToken),
        _ => WithSourceAsync(request, cancellationToken),
    };

    private async Task<int> WithSourceAsync(FlowsRequest request, CancellationToken cancellationToken)
    {
        var (name, rest) = sources.Find(request.Words, isFirstOnly: request.Verb == FlowsVerb.List);
        var source = await sources.OpenAsync(name, mayWrite: false, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            if (request.Verb is FlowsVerb.Show or FlowsVerb.Curl or FlowsVerb.Code)
            {
                return await AnswerAsync(request, source, rest, cancellationToken).ConfigureAwait(false);
            }

            var filter = await FilterText.ReadAsync(rest, source, codings, console.TimeProvider, cancellationToken).ConfigureAwait(false);
            await (request.Verb switch
            {
                FlowsVerb.Stats => new FlowStatistics(console, values).RunAsync(request, source, filter, cancellationToken),
                FlowsVerb.Export => new FlowExporter(console, settings, decoder).RunAsync(request, source, filter, cancellationToken),
                _ => new FlowLister(console, values).RunAsync(request, source, filter, cancellationToken),
            }).ConfigureAwait(false);
            return ExitCode.Success;
        }
    }

    /// <summary>Shows one flow.</summary>
    private async Task<int> AnswerAsync(
        FlowsRequest request, FlowSource source, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var flow = await FlowOfAsync(source, FlowNumbers.One(words), cancellationToken).ConfigureAwait(false);
        if (request.Verb is FlowsVerb.Curl or FlowsVerb.Code)
        {
            await new FlowExporter(console, settings, decoder)
                .WriteCodeAsync(flow, request.Format ?? FlowExporter.Curl, cancellationToken).ConfigureAwait(false);
        }
        else if (request.IsJson)
        {
            await new FlowLister(console, values).WriteJsonAsync(flow, request.Fields).ConfigureAwait(false);
        }
        else
        {
            new FlowViewer(console, decoder, request.IsFull).Write(flow);
        }

        return ExitCode.Success;
    }

    private async Task<int> DiffAsync(FlowsRequest request, CancellationToken cancellationToken)
    {
        var names = request.Words.Where(sources.IsSource).Take(2).ToList();
        var diff = new RecordingDiff(console, decoder);
        bool isDifferent;
        var (name, rest) = names.Count < 2 ? sources.Find(request.Words, isFirstOnly: false) : (names[0], request.Words);
        var before = await sources.OpenAsync(name, mayWrite: false, cancellationToken).ConfigureAwait(false);
        await using (before.ConfigureAwait(false))
        {
            if (names.Count < 2)
            {
                var (first, second) = FlowNumbers.Two(rest);
                isDifferent = diff.Compare(
                    await FlowOfAsync(before, first, cancellationToken).ConfigureAwait(false),
                    await FlowOfAsync(before, second, cancellationToken).ConfigureAwait(false));
            }
            else
            {
                var after = await sources.OpenAsync(names[1], mayWrite: false, cancellationToken).ConfigureAwait(false);
                await using (after.ConfigureAwait(false))
                {
                    var words = request.Words.Where(word => !names.Contains(word));
                    var filter = await FilterText.ReadAsync(words, after, codings, console.TimeProvider, cancellationToken)
                        .ConfigureAwait(false);
                    isDifferent = await diff.CompareAsync(before, after, filter, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return isDifferent ? ExitCode.Failed : ExitCode.Success;
    }

    private static async Task<RecordedFlow> FlowOfAsync(FlowSource source, long number, CancellationToken cancellationToken)
        => await source.FindAsync(number, new Progress(), cancellationToken).ConfigureAwait(false)
            ?? throw new RecordingException($"There is no flow {number} in {source.Name}.");
}
