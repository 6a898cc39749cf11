using System.Runtime.CompilerServices;
using System.Text.Json;
using Proximity.Content;
using Proximity.Flows;

namespace Proximity.Formats.Har;

/// <summary>
/// Reads HAR files of Chrome, Firefox, Playwright, mitmproxy, HTTP Toolkit, Charles, Fiddler and our own, with the mistakes that each of
/// them makes.
/// </summary>
/// <param name="decoder">Finds out whether a request's body is coded as its head says.</param>
internal sealed class HarReader(ContentDecoder decoder) : IFlowReader
{
    public async IAsyncEnumerable<Flow> ReadAsync(
        Stream stream,
        FormatLosses losses,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var scanner = new JsonElementScanner(stream, JsonPlace.HarEntries);
        var entries = new HarEntryReader(decoder, losses);
        long lastId = 0;
        while (await scanner.NextAsync(cancellationToken) is { IsEmpty: false } entry)
        {
            if (Read(entries, entry, lastId) is { } flow)
            {
                lastId = flow.Id;
                yield return flow;
            }
        }

        if (!scanner.IsFound)
        {
            throw new FlowFormatException("The file is JSON, but has no log with entries.");
        }
    }

    private static Flow? Read(HarEntryReader entries, ReadOnlyMemory<byte> entry, long lastId)
    {
        try
        {
            using var document = JsonDocument.Parse(entry, JsonPlace.HarEntries.DocumentOptions);
            return entries.Read(document.RootElement, lastId);
        }
        catch (JsonException exception)
        {
            throw new FlowFormatException($"An entry is no JSON: {exception.Message}", exception);
        }
    }
}
