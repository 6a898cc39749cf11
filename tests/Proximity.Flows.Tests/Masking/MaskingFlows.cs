using System.Text;
using Proximity.Flows.Tests.Formats;
using Proximity.Formats;
using Proximity.Masking;

namespace Proximity.Flows.Tests.Masking;

/// <summary>Masks flows and shows what came of it.</summary>
internal static class MaskingFlows
{
    public static FlowMask Mask(Action<MaskedPlace>? onMasked = null, params string[] further)
        => new(new SecretNames(further), FormatFlows.Decoder, onMasked);

    /// <summary>All that a file of any format would show of a flow.</summary>
    public static string Show(Flow flow)
    {
        FlowSnapshot snapshot = flow.Snapshot();
        var text = new StringBuilder();
        text.AppendLine(snapshot.Request.Url).AppendLine(snapshot.Request.Raw);
        Append(text, snapshot.Request.Headers, snapshot.Request.Body);
        if (snapshot.Response is { } response)
        {
            text.AppendLine(response.Raw);
            Append(text, response.Headers, response.Body);
        }

        foreach (RecordedWebSocketMessage message in snapshot.WebSocketMessages ?? [])
        {
            text.AppendLine(Encoding.UTF8.GetString(message.Payload.Span));
        }

        return text.ToString();
    }

    /// <summary>A response body of a type, masked.</summary>
    public static string? Body(string type, string body, params string[] further) => Body(type, Encoding.UTF8.GetBytes(body), further);

    public static string? Body(string type, byte[] body, params string[] further)
    {
        FlowBody masked = Response($"Content-Type: {type}\n", FlowBody.Whole(body), further).ResponseBody;
        return masked.State == FlowBodyState.NotKept ? null : Normal(Encoding.UTF8.GetString(masked.Bytes.Span));
    }

    public static Flow Response(string fields, FlowBody body, params string[] further)
        => Mask(
            null,
            further).Mask(FormatFlows.Flow("GET http://a.test/ HTTP/1.1\nHost: a.test\n\n", null, $"HTTP/1.1 200 OK\n{fields}\n", body));

    /// <summary>Every mark by the order of its first occurrence: <c>[1]</c>, <c>[2]</c>.</summary>
    public static string Normal(string text)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return System.Text.RegularExpressions.Regex.Replace(
            text,
            "(?:\\[|%(?:25)?5B)masked(?::|%3A)([0-9a-f]{4,})(?:\\]|%(?:25)?5D)",
            match => $"[{(numbers.TryGetValue(match.Groups[1].Value, out int known)
                ? known
                : numbers[match.Groups[1].Value] = numbers.Count + 1)}]");
    }

    private static void Append(StringBuilder text, IReadOnlyList<KeyValuePair<string, string>> headers, FlowBody body)
    {
        foreach ((string name, string value) in headers.Concat(body.Trailers))
        {
            text.AppendLine($"{name}: {value}");
        }

        var content = BodyContent.Of(body, FormatFlows.Decoder);
        text.AppendLine(Encoding.UTF8.GetString(content.Bytes.Span));
    }
}
