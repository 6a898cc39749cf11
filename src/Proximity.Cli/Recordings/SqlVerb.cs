using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Proximity.Cli.Configuration;
using Proximity.Cli.Output;
using Proximity.Cli.Running;
using Proximity.Stores;

namespace Proximity.Cli.Recordings;

/// <summary><c>proximity flows sql</c>: what a store answers to a statement, as columns or in JSON.</summary>
internal sealed class SqlVerb(FlowsConsole console, FlowSources sources) : StoreVerb(sources)
{
    /// <summary>A table on a terminal is laid out when all its rows are known.</summary>
    internal const int MostRowsOfTable = 1_000;

    public async Task<int> RunAsync(FlowsRequest request, CancellationToken cancellationToken)
    {
        var (store, words) = await OpenAsync(request.Words, mayWrite: false, "SQL can be asked", cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            if (words.All(string.IsNullOrWhiteSpace))
            {
                throw new ConfigurationException("A statement is expected, such as 'SELECT host, count(*) FROM flow GROUP BY host'.");
            }

            if (store.Kind?.AskAsync is not { } ask)
            {
                throw new RecordingException(
                    $"{store.Name} is a store without SQL ({store.Store.Capabilities.Kind}).", ExitCode.WrongUsage);
            }

            var answer = await AskAsync(store, () => ask(store.Store, string.Join(' ', words), cancellationToken)).ConfigureAwait(false);
            await WriteAsync(request, store, answer, cancellationToken).ConfigureAwait(false);
            return ExitCode.Success;
        }
    }

    /// <summary>What the store refuses is wrong in the question, and not in the store.</summary>
    private static ValueTask<TAnswer> AskAsync<TAnswer>(StoreSource store, Func<ValueTask<TAnswer>> ask)
        => store.AskAsync(async () =>
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (FlowStoreException exception) when (exception.Problem == FlowStoreProblem.Refused)
            {
                throw new RecordingException(exception.Message, ExitCode.WrongUsage);
            }
        });

    private async Task WriteAsync(FlowsRequest request, StoreSource store, SqlAnswer answer, CancellationToken cancellationToken)
    {
        if (!request.IsJson && console.Width is null)
        {
            console.Text.WriteLine(string.Join('\t', answer.Columns.Select(Printable.Text)));
        }

        var table = new TextTable([.. answer.Columns.Select(Printable.Text)]);
        var count = 0;
        var rows = answer.Rows.GetAsyncEnumerator(cancellationToken);
        await using (rows.ConfigureAwait(false))
        {
            while (await AskAsync(store, rows.MoveNextAsync).ConfigureAwait(false))
            {
                if (request.IsJson)
                {
                    await WriteJsonAsync(answer.Columns, rows.Current).ConfigureAwait(false);
                }
                else if (console.Width is null)
                {
                    console.Text.WriteLine(string.Join('\t', rows.Current.Select(Show)));
                }
                else if (count++ < MostRowsOfTable)
                {
                    table.Add([.. rows.Current.Select(Show)]);
                }
            }
        }

        if (!request.IsJson && console.Width is { } width)
        {
            WriteTable(table, width, count);
        }
    }

    private void WriteTable(TextTable table, int width, int count)
    {
        var lines = table.Lines(width, out var leftOut);
        foreach (var line in lines)
        {
            console.Text.WriteLine(line);
        }

        if (leftOut.Count > 0)
        {
            console.SayLeftOut(leftOut);
        }

        if (count > MostRowsOfTable)
        {
            console.Text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"({count - MostRowsOfTable} more; a pipe gets them all)"));
        }
    }

    private static string Show(object? value) => value switch
    {
        null => string.Empty,
        byte[] bytes => Convert.ToHexString(bytes),
        string text => Printable.Text(text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Printable.Text(value.ToString() ?? string.Empty),
    };

    private async Task WriteJsonAsync(IReadOnlyList<string> columns, IReadOnlyList<object?> row)
    {
        using var line = new MemoryStream();
        var json = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            for (var at = 0; at < columns.Count; at++)
            {
                json.WritePropertyName(columns[at]);
                Write(json, row[at]);
            }

            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        await console.Output.WriteAsync(line.GetBuffer().AsMemory(0, (int)line.Length)).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case byte[] bytes:
                json.WriteBase64StringValue(bytes);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            default:
                json.WriteStringValue(Show(value));
                break;
        }
    }
}
