using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Proximity.Filters;
using Proximity.Filters.Evaluation;

namespace Proximity.Cli.Recordings;

/// <summary><c>proximity flows stats</c>: how many flows there are in each group, how large, how fast, how many failed.</summary>
internal sealed class FlowStatistics(FlowsConsole console, FieldValues values)
{
    /// <summary>What is counted together beyond so many groups.</summary>
    internal const int MostGroups = 10_000;

    /// <summary>The places of the numbers behind the keys.</summary>
    private const int Bytes = 1;
    private const int P50 = 2;
    private const int P95 = 3;
    private const int P99 = 4;
    private const int Errors = 5;

    private const string Others = "(others)";
    private const int BarWidth = 20;

    /// <summary>Where there is room for bars.</summary>
    private const int WideEnough = 110;

    private readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);

    public async Task RunAsync(FlowsRequest request, FlowSource source, Filter? filter, CancellationToken cancellationToken)
    {
        var by = FieldColumn.Parse(request.Fields ?? "host", values);
        source.IsWithBodies = filter is { ReadsBodies: true } || request.Fields is not null;
        UntilBroken? reading = null;
        await ProgressBar.ShowAsync(console.Bar, source.Name, async progress =>
        {
            reading = new UntilBroken(source.ReadAsync(filter, progress, cancellationToken));
            await foreach (var flow in reading.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                Count(flow, by);
            }
        }).ConfigureAwait(false);

        Group[] sorted =
        [
            .. groups.Values.OrderByDescending(group => group.Durations.Count)
                .ThenBy(group => string.Join('\0', group.Keys), StringComparer.Ordinal),
        ];
        Group[] shown = request.Limit is { } limit ? [.. sorted.Take(limit)] : sorted;
        if (request.IsJson)
        {
            await WriteJsonAsync(shown, by).ConfigureAwait(false);
        }
        else
        {
            Write(shown, by);
        }

        reading?.ThrowIfBroken();
    }

    private void Count(RecordedFlow flow, IReadOnlyList<FieldColumn> by)
    {
        string[] keys = [.. by.Select(column => column.Plain(flow))];
        var key = string.Join('\0', keys);
        if (!groups.TryGetValue(key, out var group))
        {
            if (groups.Count >= MostGroups)
            {
                keys = [.. keys.Select((_, at) => at == 0 ? Others : string.Empty)];
                key = Others;
            }

            group = groups.TryGetValue(key, out var known) ? known : groups[key] = new Group(keys);
        }

        var snapshot = flow.Snapshot;
        group.Bytes += Math.Max(snapshot.RequestBytes + snapshot.ResponseBytes, BodyBytes(snapshot));
        group.Errors += snapshot.ErrorCode is null ? 0 : 1;
        group.Durations.Add(snapshot.Duration.Ticks / (double)TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>Files of other programs do not say what heads took on the wire.</summary>
    private static long BodyBytes(Proximity.Flows.FlowSnapshot flow)
        => flow.Request.Body.TotalBytes + (flow.Response?.Body.TotalBytes ?? 0);

    private void Write(Group[] shown, IReadOnlyList<FieldColumn> by)
    {
        var hasBars = console.Width >= WideEnough && shown.Length > 0;
        string[] titles = [.. by.Select(column => column.Title), "count", "bytes", "p50", "p95", "p99", "errors"];
        var table = new TextTable(hasBars ? [.. titles, "share"] : titles)
        {
            TextColumns = by.Count,
            LeftOutFirst = [.. ((int[])[P50, P99, Errors, P95, Bytes]).Select(at => by.Count + at)],
        };
        var most = shown.Select(group => group.Durations.Count).DefaultIfEmpty().Max();
        foreach (var group in shown)
        {
            string[] row =
            [
                .. group.Keys.Select(key => key.Length == 0 && console.Width is not null ? "-" : key),
                group.Durations.Count.ToString(CultureInfo.InvariantCulture),
                console.Width is null ? group.Bytes.ToString(CultureInfo.InvariantCulture) : Units.Size(group.Bytes),
                Duration(group, 0.50), Duration(group, 0.95), Duration(group, 0.99),
                group.Errors.ToString(CultureInfo.InvariantCulture),
            ];
            table.Add(hasBars ? [.. row, Bar(group.Durations.Count, most)] : row);
        }

        var isTitle = console.Width is not null;
        IReadOnlyList<string> leftOut = [];
        foreach (var line in console.Width is { } width ? table.Lines(width, out leftOut) : table.Plain())
        {
            console.Text.WriteLine(isTitle ? console.Colors.Quiet(line) : line);
            isTitle = false;
        }

        if (leftOut.Intersect(by.Select(column => column.Title)).Any())
        {
            console.SayLeftOut(leftOut);
        }
    }

    private static string Bar(long count, long most)
        => new string('#', (int)Math.Max(1, Math.Round(BarWidth * (double)count / most))).PadRight(BarWidth);

    private string Duration(Group group, double share) => group.Durations.At(share) is not { } micros ? ""
        : console.Width is null ? Units.Milliseconds(micros).ToString(CultureInfo.InvariantCulture)
        : Units.Duration(micros);

    private async Task WriteJsonAsync(Group[] shown, IReadOnlyList<FieldColumn> by)
    {
        foreach (var group in shown)
        {
            using var line = new MemoryStream();
            var json = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            await using (json.ConfigureAwait(false))
            {
                json.WriteStartObject();
                for (var at = 0; at < by.Count; at++)
                {
                    json.WriteString(by[at].Title, group.Keys[at]);
                }

                json.WriteNumber("count", group.Durations.Count);
                json.WriteNumber("bytes", group.Bytes);
                foreach (var (name, share) in ((string, double)[])[("p50Ms", 0.50), ("p95Ms", 0.95), ("p99Ms", 0.99)])
                {
                    json.WriteNumber(name, Units.Milliseconds(group.Durations.At(share) ?? 0));
                }

                json.WriteNumber("errors", group.Errors);
                json.WriteEndObject();
            }

            line.WriteByte((byte)'\n');
            await console.Output.WriteAsync(line.GetBuffer().AsMemory(0, (int)line.Length)).ConfigureAwait(false);
        }
    }

    private sealed class Group(string[] keys)
    {
        public string[] Keys { get; } = keys;

        public Percentiles Durations { get; } = new();

        public long Bytes { get; set; }

        public long Errors { get; set; }
    }
}
