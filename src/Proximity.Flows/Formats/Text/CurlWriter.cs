using System.Text;
using Proximity.Flows;

namespace Proximity.Formats.Text;

/// <summary>
/// Writes requests as commands of curl for a POSIX shell. They send what was sent: nothing that curl adds by itself stays.
/// </summary>
internal sealed class CurlWriter : IFlowWriter
{
    /// <summary>The fields that curl adds unless it is told otherwise.</summary>
    private static readonly string[] OwnFields = ["User-Agent", "Accept"];

    public async Task WriteAsync(Stream stream, IEnumerable<Flow> flows, FormatLosses losses, CancellationToken cancellationToken)
    {
        foreach (Flow flow in flows)
        {
            if (RequestText.Of(flow.SnapshotNotKept(), losses) is { } request)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(Command(request) + "\n"), cancellationToken);
            }
        }
    }

    public static string Command(RequestText request)
    {
        string? body = request.Body.IsEmpty ? null : request.BodyText;
        var command = new StringBuilder();
        if (!request.Body.IsEmpty && body is null)
        {
            // A shell's words hold no NUL, and not every byte.
            command.Append("printf %s ").Append(Quote(Convert.ToBase64String(request.Body.Span))).Append(" | base64 -d | ");
        }

        // Brackets and dots in the URL are meant as they stand.
        command.Append("curl --globoff --path-as-is ").Append(Quote(request.Url));
        AppendMethod(command, request);
        AppendFields(command, request);
        if (!request.Body.IsEmpty)
        {
            // Of --data-binary an at sign at the beginning would name a file.
            command.Append(" \\\n  ").Append(body is null ? "--data-binary @-" : $"--data-raw {Quote(body)}");
        }

        return command.ToString();
    }

    private static void AppendMethod(StringBuilder command, RequestText request)
    {
        if (request.IsHttp2)
        {
            command.Append(" --http2");
        }

        if (request.Method == "HEAD")
        {
            command.Append(" --head");
        }
        else if (request.Method != "GET" || !request.Body.IsEmpty)
        {
            command.Append(" --request ").Append(Quote(request.Method));
        }
    }

    private static void AppendFields(StringBuilder command, RequestText request)
    {
        foreach ((string name, string value) in request.Headers)
        {
            AppendField(command, value.Length == 0 ? $"{name};" : $"{name}: {value}");
        }

        IEnumerable<string> added = request.Body.IsEmpty ? OwnFields : [.. OwnFields, "Content-Type"];
        foreach (string name in added.Where(name => !FieldList.Has(request.Headers, name)))
        {
            AppendField(command, $"{name}:");
        }
    }

    private static void AppendField(StringBuilder command, string field) => command.Append(" \\\n  --header ").Append(Quote(field));

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
