using Proximity.Content;
using Proximity.Filters;

namespace Proximity.Cli.Recordings;

/// <summary><c>proximity flows diff</c>: what is different between two flows, or two recordings.</summary>
/// <param name="console">Where to.</param>
/// <param name="decoder">Takes content codings off.</param>
internal sealed class RecordingDiff(FlowsConsole console, ContentDecoder decoder)
{
    /// <summary>What is compared of a flow takes a few kilobytes, of which all have to be held.</summary>
    internal const int MostFlows = 100_000;

    /// <summary>Says what is different between two flows.</summary>
    /// <returns>True when something is.</returns>
    public bool Compare(RecordedFlow before, RecordedFlow after)
    {
        var (old, present) = (FlowDigest.Of(before, decoder), FlowDigest.Of(after, decoder));
        FlowDifference[] differences = [.. old.Differences(present, isExact: true)];
        console.Text.WriteLine(Line("-", $"#{old.Number} {old.Outcome} {old.Key}  {Time(old)}"));
        console.Text.WriteLine(Line("+", $"#{present.Number} {present.Outcome} {present.Key}  {Time(present)}"));
        Array.ForEach(differences, difference => console.Text.WriteLine(Line(" ", $" {difference}")));
        return differences.Length > 0;
    }

    /// <summary>
    /// Says what appeared, vanished and changed between two recordings; flows are matched by method and URL, in their order.
    /// </summary>
    /// <returns>True when something did.</returns>
    /// <exception cref="RecordingException">A recording cannot be read, or has too many flows.</exception>
    public async Task<bool> CompareAsync(FlowSource before, FlowSource after, Filter? filter, CancellationToken cancellationToken)
    {
        Dictionary<string, Queue<FlowDigest>> old = new(StringComparer.Ordinal);
        List<FlowDigest> present = [];
        await ReadAsync(before, filter, digest => QueueOf(old, digest.Key).Enqueue(digest), cancellationToken).ConfigureAwait(false);
        await ReadAsync(after, filter, present.Add, cancellationToken).ConfigureAwait(false);

        var (appeared, changed, same) = (0, 0, 0);
        foreach (var digest in present)
        {
            if (!QueueOf(old, digest.Key).TryDequeue(out var match))
            {
                appeared++;
                console.Text.WriteLine(Line("+", $"{digest.Outcome} {digest.Key}"));
                continue;
            }

            FlowDifference[] differences = [.. match.Differences(digest, isExact: false)];
            (changed, same) = differences.Length > 0 ? (changed + 1, same) : (changed, same + 1);
            if (differences.Length > 0)
            {
                console.Text.WriteLine(Line("~", digest.Key));
                Array.ForEach(differences, difference => console.Text.WriteLine(Line(" ", $"  {difference}")));
            }
        }

        FlowDigest[] vanished = [.. old.Values.SelectMany(queue => queue).OrderBy(digest => digest.Number)];
        Array.ForEach(vanished, digest => console.Text.WriteLine(Line("-", $"{digest.Outcome} {digest.Key}")));
        await console.Text.FlushAsync(cancellationToken).ConfigureAwait(false);
        console.Say(string.Create(null, $"{appeared} appeared, {vanished.Length} vanished, {changed} changed, {same} are the same."));
        return appeared + vanished.Length + changed > 0;
    }

    private Task ReadAsync(FlowSource source, Filter? filter, Action<FlowDigest> take, CancellationToken cancellationToken)
        => ProgressBar.ShowAsync(console.Bar, source.Name, async progress =>
        {
            var count = 0;
            await foreach (var flow in source.ReadAsync(filter, progress, cancellationToken).ConfigureAwait(false))
            {
                if (++count > MostFlows)
                {
                    throw new RecordingException($"{source.Name} has more than {MostFlows} flows; a filter makes them fewer.");
                }

                take(FlowDigest.Of(flow, decoder));
            }
        });

    private static Queue<FlowDigest> QueueOf(Dictionary<string, Queue<FlowDigest>> digests, string key)
        => digests.TryGetValue(key, out var queue) ? queue : digests[key] = new Queue<FlowDigest>();

    private static string Time(FlowDigest digest) => Units.Duration(digest.Duration.Ticks / (double)TimeSpan.TicksPerMicrosecond);

    private string Line(string sign, string text)
    {
        var line = $"{sign} {Output.Printable.Text(text)}";
        var fitted = console.Width is { } width ? TextCells.Shorten(line, width) : line;
        return sign switch
        {
            "+" => console.Colors.Added(fitted),
            "-" => console.Colors.Error(fitted),
            _ => fitted,
        };
    }
}
