using System.Text;
using Proximity.Flows;

namespace Proximity.Formats.Text;

using FieldPair = KeyValuePair<string, string>;

/// <summary>What a program needs of a flow to send its request again.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">The absolute URL.</param>
/// <param name="Headers">The field lines without those that belong to the connection, or that the sender makes itself.</param>
/// <param name="Body">The body as it was sent; empty for none.</param>
/// <param name="IsHttp2">True for a request that came by HTTP/2.</param>
internal sealed record RequestText(string Method, string Url, IReadOnlyList<FieldPair> Headers, ReadOnlyMemory<byte> Body, bool IsHttp2)
{
    private const string ConnectMethod = "CONNECT";

    /// <summary>The request; null for a CONNECT, which asks for a tunnel and not for something.</summary>
    public static RequestText? Of(FlowSnapshot flow, FormatLosses losses)
    {
        RequestSnapshot request = flow.Request;
        losses.AddIf(flow.WebSocketMessages is { Count: > 0 }, AspectLosses.WordsOf(FlowAspects.WebSocketMessages));
        losses.AddIf(request.Body.Trailers.Count > 0, AspectLosses.WordsOf(FlowAspects.Trailers));
        if (request.Method == ConnectMethod)
        {
            losses.Add(TextLosses.Connect);
            return null;
        }

        var url = ExchangeUrl.Of(flow);
        var wire = WireMessage.Of(request.Headers, request.Body, losses);
        IReadOnlyList<FieldPair> headers = FieldList.Without(
            wire.Headers,
            "Content-Length",
            "Transfer-Encoding",
            "Connection",
            "Keep-Alive",
            "Proxy-Connection",
            "Proxy-Authorization",
            "TE",
            "Trailer",
            "Expect");
        if (FieldList.First(headers, "Host") is { } host && SameHost(host, url))
        {
            headers = FieldList.Without(headers, "Host");
        }

        return new RequestText(request.Method, url.ToString(), headers, wire.Body ?? default, request.IsRendered);
    }

    /// <summary>The body as text; null when it is not UTF-8, or has characters that no text shows.</summary>
    public string? BodyText
    {
        get
        {
            if (!System.Text.Unicode.Utf8.IsValid(Body.Span))
            {
                return null;
            }

            string text = Encoding.UTF8.GetString(Body.Span);
            return text.Any(character => char.IsControl(character) && character is not ('\r' or '\n' or '\t')) ? null : text;
        }
    }

    private static bool SameHost(string host, ExchangeUrl url)
        => host.Equals(url.Authority, StringComparison.OrdinalIgnoreCase)
            || host.Equals($"{url.Authority}:{url.Port}", StringComparison.OrdinalIgnoreCase);
}
