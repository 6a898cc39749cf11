using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Proximity.Content;
using Proximity.Flows;

namespace Proximity.Formats.Har;

/// <summary>
/// Writes flows as HAR 1.2, in the shape that Chrome's importer, Playwright, har-validator and mitmproxy all read. One entry is held at a
/// time.
/// </summary>
/// <param name="decoder">Takes content codings off: HAR shows bodies as they are read, not as they were sent.</param>
internal sealed class HarWriter(ContentDecoder decoder) : IFlowWriter
{
    private const int FlushBytes = 64 * 1024;

    // Relaxed: quotes, ampersands and plus signs stay readable. The file is never pasted into a web page unescaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string OwnVersion =
        typeof(HarWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public async Task WriteAsync(Stream stream, IEnumerable<Flow> flows, FormatLosses losses, CancellationToken cancellationToken)
    {
        var entries = new HarEntryWriter(decoder, losses);
        await using Utf8JsonWriter writer = new(stream, Options);
        WriteStart(writer);
        foreach (Flow flow in flows)
        {
            // A kept snapshot would leave the strings of every flow's heads in memory.
            entries.Write(writer, flow.SnapshotNotKept());
            if (writer.BytesPending >= FlushBytes)
            {
                await writer.FlushAsync(cancellationToken);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        await writer.FlushAsync(cancellationToken);
    }

    private static void WriteStart(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("log"u8);
        writer.WriteString("version"u8, "1.2"u8);
        writer.WriteStartObject("creator"u8);
        writer.WriteString("name"u8, "Proximity"u8);
        writer.WriteString("version"u8, OwnVersion);
        writer.WriteEndObject();
        writer.WriteStartArray("pages"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("entries"u8);
    }
}
