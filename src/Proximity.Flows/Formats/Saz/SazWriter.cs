using System.Globalization;
using System.IO.Compression;
using System.Text;
using Proximity.Flows;

namespace Proximity.Formats.Saz;

using Fields = IReadOnlyList<KeyValuePair<string, string>>;

/// <summary>
/// Writes a SAZ archive, as Fiddler reads it: a ZIP with three entries for each session, the request and the response as they were on the
/// wire and an XML of times and flags. One session is held at a time.
/// </summary>
internal sealed class SazWriter : IFlowWriter
{
    private const string ContentTypes = """
        <?xml version="1.0" encoding="utf-8" ?>
        <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
          <Default Extension="htm" ContentType="text/html" />
          <Default Extension="xml" ContentType="application/xml" />
          <Default Extension="txt" ContentType="text/plain" />
        </Types>
        """;

    private const FlowAspects Carried = FlowAspects.Error | FlowAspects.Times | FlowAspects.Program | FlowAspects.OriginAddress
        | FlowAspects.Comment | FlowAspects.Mark;

    public async Task WriteAsync(Stream stream, IEnumerable<Flow> flows, FormatLosses losses, CancellationToken cancellationToken)
    {
        // The archive writes synchronously, its end too; what it writes is passed on in between.
        await using var output = new BufferedOutput(stream);
#pragma warning disable CA1849 // Its asynchronous end would write through a thread of its own what is only put into memory.
        using (var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
#pragma warning restore CA1849
        {
            Write(archive, "[Content_Types].xml", Encoding.UTF8.GetBytes(ContentTypes));
            int number = 0;
            foreach (Flow flow in flows)
            {
                WriteSession(archive, flow.SnapshotNotKept(), ++number, losses);
                await output.PassOnAsync(cancellationToken);
            }
        }

        await output.PassOnAsync(cancellationToken);
    }

    private static void WriteSession(ZipArchive archive, FlowSnapshot flow, int number, FormatLosses losses)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"raw/{number:D2}");
        Write(archive, $"{name}_c.txt", Request(flow, losses));
        Write(archive, $"{name}_s.txt", Response(flow, losses));
        Write(archive, $"{name}_m.xml", SazMetadata.Write(flow, number));
        AspectLosses.Add(flow, Carried, losses);
    }

    /// <summary>Fiddler wants the whole URL in the request line, of a CONNECT its authority.</summary>
    private static byte[] Request(FlowSnapshot flow, FormatLosses losses)
    {
        RequestSnapshot request = flow.Request;
        string target = request.Method == "CONNECT" ? request.Url : ExchangeUrl.Of(flow).ToString();
        string version = request.IsRendered ? "HTTP/2" : request.Version;
        return Message($"{request.Method} {target} {version}", WireMessage.Of(request.Headers, request.Body, losses));
    }

    private static byte[] Response(FlowSnapshot flow, FormatLosses losses)
    {
        if (flow.Response is not { } response)
        {
            return [];
        }

        string version = response.IsRendered ? "HTTP/2" : response.Version;
        string start = string.Create(CultureInfo.InvariantCulture, $"{version} {response.Status} {response.StatusText}");
        return Message(start, WireMessage.Of(response.Headers, response.Body, losses));
    }

    /// <summary>The body has no chunks any more, and the field that announces them would be wrong.</summary>
    private static byte[] Message(string startLine, WireMessage message)
    {
        Fields headers = message.Body is { IsEmpty: false } ? FieldList.Without(message.Headers, "Transfer-Encoding") : message.Headers;
        var head = new StringBuilder(startLine).Append("\r\n");
        foreach ((string name, string value) in headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        byte[] start = FieldText.GetBytes(head.Append("\r\n").ToString());
        return message.Body is { IsEmpty: false } body ? [.. start, .. body.Span] : start;
    }

    private static void Write(ZipArchive archive, string name, byte[] content)
    {
        ZipArchiveEntry entry = archive.CreateEntry(name, CompressionLevel.Fastest);

        // A fixed time: the same flows make the same archive.
        entry.LastWriteTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using Stream target = entry.Open();
        target.Write(content);
    }
}
