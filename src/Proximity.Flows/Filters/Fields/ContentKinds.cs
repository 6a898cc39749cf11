namespace Proximity.Filters.Fields;

/// <summary>The kinds of content that <c>type:</c> knows, by the media type (RFC 9110 §8.3).</summary>
internal static class ContentKinds
{
    public const string WebSocket = "ws";
    public const string EventStream = "sse";
    public const string Grpc = "grpc";
    private const string Other = "other";

    /// <summary>Tried in this order.</summary>
    private static readonly (string Kind, string[] Types, string[] Prefixes, string[] Suffixes)[] Rules =
    [
        (EventStream, ["text/event-stream"], [], []),
        (Grpc, [], ["application/grpc"], []),
        ("json", ["application/json", "text/json", "application/x-ndjson", "application/jsonl"], [], ["+json"]),
        ("html", ["text/html", "application/xhtml+xml"], [], []),
        ("css", ["text/css"], [], []),
        (
            "js",
            ["text/javascript", "application/javascript", "application/x-javascript", "text/ecmascript", "application/ecmascript"],
            [],
            []),
        ("image", [], ["image/"], []),
        ("font", ["application/vnd.ms-fontobject"], ["font/", "application/font-", "application/x-font-"], []),
        ("media", ["application/vnd.apple.mpegurl", "application/x-mpegurl", "application/dash+xml"], ["audio/", "video/"], []),
        ("form", ["application/x-www-form-urlencoded", "multipart/form-data"], [], []),
        ("proto", ["application/protobuf", "application/x-protobuf", "application/vnd.google.protobuf"], [], ["+proto", "+protobuf"]),
        ("xml", ["application/xml", "text/xml"], [], ["+xml"]),
    ];

    /// <summary>Every kind, in the order in which people read about them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Rules.Select(rule => rule.Kind), WebSocket, Other];

    /// <summary>The kind of a media type, parameters and all.</summary>
    public static string Of(ReadOnlySpan<char> contentType)
    {
        int end = contentType.IndexOf(';');
        ReadOnlySpan<char> type = (end < 0 ? contentType : contentType[..end]).Trim();
        foreach ((string kind, string[] types, string[] prefixes, string[] suffixes) in Rules)
        {
            if (Is(type, types) || Begins(type, prefixes) || Ends(type, suffixes))
            {
                return kind;
            }
        }

        return Other;
    }

    private static bool Is(ReadOnlySpan<char> type, string[] names)
    {
        foreach (string name in names)
        {
            if (type.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Begins(ReadOnlySpan<char> type, string[] prefixes)
    {
        foreach (string prefix in prefixes)
        {
            if (type.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Ends(ReadOnlySpan<char> type, string[] suffixes)
    {
        foreach (string suffix in suffixes)
        {
            if (type.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
