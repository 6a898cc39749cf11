using System.Text;
using Proximity.Flows;

namespace Proximity.Formats.Text;

/// <summary>Writes requests as an <c>.http</c> file, which editors send line for line: separated by <c>###</c>.</summary>
internal sealed class HttpFileWriter : IFlowWriter
{
    public async Task WriteAsync(Stream stream, IEnumerable<Flow> flows, FormatLosses losses, CancellationToken cancellationToken)
    {
        foreach (Flow flow in flows)
        {
            if (RequestText.Of(flow.SnapshotNotKept(), losses) is { } request)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(Section(request, losses)), cancellationToken);
            }
        }
    }

    private static string Section(RequestText request, FormatLosses losses)
    {
        var section = new StringBuilder("### ").Append(request.Method).Append(' ').Append(request.Url.Split('?')[0]).Append('\n');
        string? body = request.BodyText;
        if (body is null)
        {
            losses.Add(TextLosses.BinaryBody);
            section.Append("# The body is not text and is left out.\n");
        }

        section.Append(request.Method).Append(' ').Append(Escape(request.Url)).Append(request.IsHttp2
            ? " HTTP/2"
            : " HTTP/1.1").Append('\n');
        foreach ((string name, string value) in request.Headers)
        {
            section.Append(name).Append(": ").Append(Escape(value)).Append('\n');
        }

        return section.Append('\n').Append(body is { Length: > 0 } ? Escape(body) + "\n\n" : string.Empty).ToString();
    }

    /// <summary>Two braces would begin a variable, and a line of number signs the next request.</summary>
    private static string Escape(string text)
        => text.Replace("{{", "{ {", StringComparison.Ordinal).Replace("\n###", "\n ###", StringComparison.Ordinal);
}
