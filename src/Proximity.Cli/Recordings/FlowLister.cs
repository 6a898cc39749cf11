using System.Text.Encodings.Web;
using System.Text.Json;
using Proximity.Filters;
using Proximity.Filters.Evaluation;
using Proximity.Flows;

namespace Proximity.Cli.Recordings;

/// <summary><c>proximity flows</c>: a line for each flow.</summary>
internal sealed class FlowLister(FlowsConsole console, FieldValues values)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task RunAsync(FlowsRequest request, FlowSource source, Filter? filter, CancellationToken cancellationToken)
    {
        var write = WriterOf(request);
        source.IsWithBodies = request.IsJson || filter is { ReadsBodies: true } || request.Fields is not null;
        var progress = new Progress();
        if (request.Limit is { } limit)
        {
            await foreach (var flow in source.ReadLastAsync(filter, limit, progress, cancellationToken).ConfigureAwait(false))
            {
                await write(flow).ConfigureAwait(false);
            }
        }

        if (request.Follows)
        {
            await console.Text.FlushAsync(cancellationToken).ConfigureAwait(false);
            await foreach (var flow in source.FollowAsync(filter, cancellationToken).ConfigureAwait(false))
            {
                await write(flow).ConfigureAwait(false);
                await console.Text.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        else if (request.Limit is null)
        {
            await foreach (var flow in source.ReadAsync(filter, progress, cancellationToken).ConfigureAwait(false))
            {
                await write(flow).ConfigureAwait(false);
            }
        }
    }

    /// <summary>One flow as a line of JSON.</summary>
    public async Task WriteJsonAsync(RecordedFlow flow, string? fields) => await JsonWriterOf(fields)(flow).ConfigureAwait(false);

    private Func<RecordedFlow, ValueTask> WriterOf(FlowsRequest request)
    {
        if (request.IsJson)
        {
            return JsonWriterOf(request.Fields);
        }

        var table = new FlowTableWriter(console, FieldColumn.Parse(request.Fields ?? FlowTableWriter.DefaultFields(console.Width), values));
        if (request.Fields is not null)
        {
            table.SayWhatIsLeftOut();
        }

        table.WriteTitle();
        return flow =>
        {
            table.Write(flow);
            return ValueTask.CompletedTask;
        };
    }

    /// <summary>All that a flow file has of a flow, or the fields that are named.</summary>
    private Func<RecordedFlow, ValueTask> JsonWriterOf(string? fields)
    {
        var columns = fields is null ? null : FieldColumn.Parse(fields, values);
        return async flow =>
        {
            using var line = new MemoryStream();
            var json = new Utf8JsonWriter(line, Relaxed);
            await using (json.ConfigureAwait(false))
            {
                if (columns is null)
                {
                    FlowJsonWriter.WriteObject(json, flow.Live);
                }
                else
                {
                    json.WriteStartObject();
                    foreach (var column in columns)
                    {
                        column.Write(json, flow);
                    }

                    json.WriteEndObject();
                }
            }

            line.WriteByte((byte)'\n');
            await console.Text.FlushAsync().ConfigureAwait(false);
            await console.Output.WriteAsync(line.GetBuffer().AsMemory(0, (int)line.Length)).ConfigureAwait(false);
        };
    }
}
