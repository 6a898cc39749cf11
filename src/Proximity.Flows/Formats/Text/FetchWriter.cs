using System.Text;
using Proximity.Flows;

namespace Proximity.Formats.Text;

/// <summary>Writes requests as JavaScript with <c>fetch</c>, for a browser's console and for modules of Node.</summary>
internal sealed class FetchWriter : IFlowWriter
{
    /// <summary>The fields that a browser does not let a page set (Fetch Standard, forbidden request-header).</summary>
    private static readonly string[] BrowserFields =
    [
        "Accept-Charset", "Accept-Encoding", "Access-Control-Request-Headers", "Access-Control-Request-Method", "Cookie", "Cookie2",
        "Date", "DNT", "Host", "Origin", "Referer", "Set-Cookie", "Upgrade", "Via",
    ];

    public async Task WriteAsync(Stream stream, IEnumerable<Flow> flows, FormatLosses losses, CancellationToken cancellationToken)
    {
        foreach (Flow flow in flows)
        {
            if (RequestText.Of(flow.SnapshotNotKept(), losses) is { } request && Statements(request, losses) is { } code)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(code), cancellationToken);
            }
        }
    }

    /// <summary>A block of statements; null for a request that <c>fetch</c> never sends.</summary>
    public static string? Statements(RequestText request, FormatLosses losses)
    {
        if (request.Method is "TRACE" or "TRACK")
        {
            losses.Add(TextLosses.FetchMethod);
            return null;
        }

        IReadOnlyList<KeyValuePair<string, string>> fields = ScriptFields.Of(request, losses);
        losses.AddIf(fields.Any(static field => IsOfBrowser(field.Key)), TextLosses.BrowserField);
        var code = new StringBuilder($"{{\n  const response = await fetch({Literal(request.Url)}, {{\n");
        code.Append($"    method: {Literal(request.Method)},\n");
        if (fields.Count > 0)
        {
            code.Append("    headers: [\n");
            foreach ((string name, string value) in fields)
            {
                code.Append($"      [{Literal(name)}, {Literal(value)}],\n");
            }

            code.Append("    ],\n");
        }

        AppendBody(code, request, losses);
        return code.Append("  });\n  console.log(response.status, await response.text());\n}\n").ToString();
    }

    private static bool IsOfBrowser(string name)
        => BrowserFields.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("Sec-", StringComparison.OrdinalIgnoreCase);

    private static void AppendBody(StringBuilder code, RequestText request, FormatLosses losses)
    {
        if (request.Body.IsEmpty)
        {
            return;
        }

        if (request.Method is "GET" or "HEAD")
        {
            losses.Add(TextLosses.FetchBody);
            return;
        }

        // A text would bring a Content-Type of its own with it.
        code.Append(request.BodyText is { } text
            ? $"    body: new TextEncoder().encode({Literal(text)}),\n"
            : $"    body: Uint8Array.from(atob({Literal(Convert.ToBase64String(request.Body.Span))}), (c) => c.charCodeAt(0)),\n");
    }

    /// <summary>A string literal that is nothing else within a script element either.</summary>
    private static string Literal(string text) => CodeLiteral.Of(text, escaped: '<');
}
