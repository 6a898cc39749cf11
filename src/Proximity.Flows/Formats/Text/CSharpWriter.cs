using System.Text;
using Proximity.Flows;

namespace Proximity.Formats.Text;

/// <summary>Writes requests as C# statements with <see cref="HttpClient"/>, which compile as they stand.</summary>
internal sealed class CSharpWriter : IFlowWriter
{
    /// <summary>The fields that belong to the content; elsewhere they are refused.</summary>
    private static readonly string[] ContentFields =
    [
        "Allow", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Location", "Content-MD5", "Content-Range",
        "Content-Type", "Expires", "Last-Modified",
    ];

    public async Task WriteAsync(Stream stream, IEnumerable<Flow> flows, FormatLosses losses, CancellationToken cancellationToken)
    {
        bool isFirst = true;
        foreach (Flow flow in flows)
        {
            if (RequestText.Of(flow.SnapshotNotKept(), losses) is { } request)
            {
                string usings = isFirst ? "using System.Net;\nusing System.Text;\n\nusing var client = new HttpClient();\n" : string.Empty;
                await stream.WriteAsync(Encoding.UTF8.GetBytes($"{usings}\n{Statements(request)}"), cancellationToken);
                isFirst = false;
            }
        }
    }

    public static string Statements(RequestText request)
    {
        var code = new StringBuilder("{\n");
        code.Append(
            $"    using var request = new HttpRequestMessage(new HttpMethod({Literal(request.Method)}), {Literal(request.Url)});\n");
        if (request.IsHttp2)
        {
            code.Append("    request.Version = HttpVersion.Version20;\n");
        }

        bool hasContent = !request.Body.IsEmpty || request.Headers.Any(IsOfContent);
        if (hasContent)
        {
            code.Append($"    request.Content = new ByteArrayContent({Bytes(request)});\n");
        }

        foreach (KeyValuePair<string, string> field in request.Headers)
        {
            string target = IsOfContent(field) ? "request.Content.Headers" : "request.Headers";
            code.Append($"    {target}.TryAddWithoutValidation({Literal(field.Key)}, {Literal(field.Value)});\n");
        }

        return code.Append("    using HttpResponseMessage response = await client.SendAsync(request);\n")
            .Append("    Console.WriteLine($\"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}\");\n}\n")
            .ToString();
    }

    private static bool IsOfContent(KeyValuePair<string, string> field)
        => ContentFields.Contains(field.Key, StringComparer.OrdinalIgnoreCase);

    private static string Bytes(RequestText request)
    {
        if (request.Body.IsEmpty)
        {
            return "[]";
        }

        return request.BodyText is { } text
            ? $"Encoding.UTF8.GetBytes({Literal(text)})"
            : $"Convert.FromBase64String({Literal(Convert.ToBase64String(request.Body.Span))})";
    }

    private static string Literal(string text) => CodeLiteral.Of(text);
}
