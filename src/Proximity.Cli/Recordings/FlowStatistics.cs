using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Proximity.Filters;
using Proximity.Filters.Evaluation;

namespace Proximity.Cli.Recordings;

/// <summary><c>proximity flows stats</c>: how many flows there are in each group, how large, how fast, how many failed.</summary>
internal sealed class FlowStatistics(FlowsConsole console, FieldValues values)
{
    /// <summary>The places of the numbers behind the keys.</summary>
    private const int Bytes = 1;
    private const int P50 = 2;
    private const int P95 = 3;
    private const int P99 = 4;
    private const int Errors = 5;

    private const int BarWidth = 20;

    /// <summary>Where there is room for bars.</summary>
    private const int WideEnough = 110;

    private readonly FlowGroups groups = new();

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
                groups.Add([.. by.Select(column => column.Plain(flow))], flow.Snapshot);
            }
        }).ConfigureAwait(false);

        FlowGroup[] shown = [.. groups.Largest.Take((int)(request.Limit ?? int.MaxValue))];
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

    private void Write(FlowGroup[] shown, IReadOnlyList<FieldColumn> by)
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

    private string Duration(FlowGroup group, double share) => group.Durations.At(share) is not { } micros ? ""
        : console.Width is null ? Units.Milliseconds(micros).ToString(CultureInfo.InvariantCulture)
        : Units.Duration(micros);

    private async Task WriteJsonAsync(FlowGroup[] shown, IReadOnlyList<FieldColumn> by)
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
}
