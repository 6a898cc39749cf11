using Proximity.Flows;

namespace Proximity.Formats.Saz;

/// <summary>Reads a message as it was on the wire: a head, an empty line, and a body that may still have its chunks.</summary>
internal static class SazMessage
{
    private const string ConnectMethod = "CONNECT";

    /// <summary>The request; null when its first line is none.</summary>
    public static MessageParts? ReadRequest(byte[] content)
    {
        HeadText head = Split(content, StartLineKind.Request, out ReadOnlySpan<byte> body);
        if (head.First.Length == 0 || head.Second.Length == 0)
        {
            return null;
        }

        bool isTunnel = head.First == ConnectMethod;
        return ToParts(head, IsHttp2(head.Third), isTunnel, body);
    }

    /// <summary>The response; null when there is none.</summary>
    public static MessageParts? ReadResponse(byte[] content, string method)
    {
        HeadText head = Split(content, StartLineKind.Status, out ReadOnlySpan<byte> body);
        int status = ProxyResponse.ParseStatus(head.Second);
        if (status <= 0)
        {
            return null;
        }

        bool isTunnel = method == ConnectMethod && status is >= 200 and < 300;
        return ToParts(head, IsHttp2(head.First), isTunnel, body);
    }

    private static bool IsHttp2(string version) => version.StartsWith("HTTP/2", StringComparison.OrdinalIgnoreCase);

    /// <summary>Some programs write archives by hand, and end lines with a line feed alone.</summary>
    private static HeadText Split(byte[] content, StartLineKind kind, out ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> text = content;
        int end = text.IndexOf("\r\n\r\n"u8);
        int bare = (end < 0 ? text : text[..end]).IndexOf("\n\n"u8);
        if (bare >= 0)
        {
            body = text[(bare + 2)..];
            string head = FieldText.GetString(text[..(bare + 2)]).ReplaceLineEndings("\r\n");
            return HeadSplitter.Split(FieldText.GetBytes(head), kind);
        }

        body = end < 0 ? default : text[(end + 4)..];
        return HeadSplitter.Split(end < 0 ? content : content[..(end + 4)], kind);
    }

    private static MessageParts ToParts(HeadText head, bool isRendered, bool isTunnel, ReadOnlySpan<byte> body)
    {
        KeyValuePair<string, string>[] headers = [.. head.Headers];
        byte[] content = body.ToArray();
        if (FieldList.First(headers, "Transfer-Encoding")?.EndsWith("chunked", StringComparison.OrdinalIgnoreCase) == true)
        {
            content = ChunkedText.Decode(body) ?? content;
        }

        FlowBody kept = isTunnel
            ? FlowBody.InTunnel
            : content.Length == 0
                ? FlowBody.None
                : new FlowBody(FlowBodyState.Complete, content, content.Length) { ContentCodings = CodingNames.Of(headers) };
        return new MessageParts(head.First, head.Second, head.Third, headers, kept) { IsRendered = isRendered };
    }
}
