using System.Globalization;
using System.Text.Json;
using Proximity.Content;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Formats.Har;

using FieldPair = KeyValuePair<string, string>;

/// <summary>Makes a flow of an entry. What is missing, or of another type, gets its default.</summary>
internal sealed class HarEntryReader(ContentDecoder decoder, FormatLosses losses)
{
    private const string ConnectMethod = "CONNECT";
    private const int SwitchingProtocols = 101;

    private static readonly string[] Schemes = ["http://", "https://", "ws://", "wss://"];

    private readonly HarBodyReader bodies = new(decoder, losses);

    /// <summary>The flow, or null for an entry that is no HTTP exchange.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="lastId">The number of the flow before this one; 0 for the first.</param>
    public Flow? Read(JsonElement entry, long lastId)
    {
        JsonElement request = JsonText.Member(entry, "request"u8);
        if (JsonText.Of(request, "url"u8) is not { Length: > 0 } url)
        {
            losses.Add(HarLosses.NoEntry);
            return null;
        }

        string method = JsonText.Of(request, "method"u8) is { Length: > 0 } named ? named : "GET";
        if (method != ConnectMethod && !Array.Exists(Schemes, scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
        {
            losses.Add(HarLosses.NotHttp);
            return null;
        }

        HarForeign.Count(entry, losses);
        return FlowFactory.Create(HarOwn.Read(entry, ToParts(entry, request, method, url)) with { Id = IdOf(entry, lastId) });
    }

    private FlowParts ToParts(JsonElement entry, JsonElement request, string method, string url)
    {
        JsonElement response = JsonText.Member(entry, "response"u8);
        string? error = ErrorOf(entry, response);
        MessageParts? answer = ReadResponse(response, error is not null, isTunnel: method == ConnectMethod);
        return new FlowParts
        {
            Timestamp = HarTime.Read(JsonText.Of(entry, "startedDateTime"u8)),
            ClientIP = JsonText.Of(entry, "_clientAddress"u8) ?? string.Empty,
            ClientProcess = JsonText.Of(entry, "_clientProcess"u8),
            AnsweredBy = JsonText.Of(entry, "_answeredBy"u8),
            PassedThrough = JsonText.Of(entry, "_passedThrough"u8),
            Modified = JsonText.Member(entry, "_modified"u8).ValueKind == JsonValueKind.True,
            Request = ReadRequest(request, method, url),
            Response = answer,
            Duration = JsonText.Milliseconds(entry, "time"u8) ?? TimeSpan.Zero,
            Timings = HarTime.ReadTimings(JsonText.Member(entry, "timings"u8)),
            Tunnel = JsonText.Of(entry, "_tunnel"u8),
            ErrorCode = error is null ? null : FailureCode.Of(error, answer is not null),
            AnsweredStatus = (int?)JsonText.Count(response, "_answeredStatus"u8),
            ResponseBytes = JsonText.Count(response, "_transferSize"u8) ?? 0,
            WebSocketMessages = HarWebSocketReader.Read(entry, IsWebSocket(url, answer)),
            Details = ReadDetails(entry, error) with
            {
                RequestHeadBytes = JsonText.Count(request, "headersSize"u8),
                ResponseHeadBytes = answer is null ? null : JsonText.Count(response, "headersSize"u8),
            },
        };
    }

    private MessageParts ReadRequest(JsonElement request, string method, string url)
    {
        string target = url.Split('#')[0];
        if (method == ConnectMethod)
        {
            target = AuthorityOf(target);
        }

        IReadOnlyList<FieldPair> headers = HarHeaders.Read(request);
        string version = HarVersions.Read(JsonText.Of(request, "httpVersion"u8) ?? string.Empty);
        FlowBody body = method == ConnectMethod ? FlowBody.InTunnel : bodies.ReadRequest(request, headers);
        return new MessageParts(method, target, version, headers, body) { IsRendered = version == HarVersions.ReadHttp2 };
    }

    /// <summary>A CONNECT names its target as host and port.</summary>
    private static string AuthorityOf(string url)
    {
        string authority = url[(url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0)..].TrimEnd('/');
        return authority.AsSpan(authority.LastIndexOf(']') + 1).Contains(':') ? authority : authority + ":443";
    }

    private MessageParts? ReadResponse(JsonElement response, bool isAborted, bool isTunnel)
    {
        if (JsonText.Number(response, "status"u8) is not { } status || status is <= 0 or > 999)
        {
            return null;
        }

        IReadOnlyList<FieldPair> headers = HarHeaders.Read(response);
        string version = HarVersions.Read(JsonText.Of(response, "httpVersion"u8) ?? string.Empty);
        return new MessageParts(
            version,
            ((int)status).ToString(CultureInfo.InvariantCulture),
            JsonText.Of(response, "statusText"u8) ?? string.Empty,
            headers,
            isTunnel && status is >= 200 and < 300 ? FlowBody.InTunnel : bodies.ReadResponse(response, headers, isAborted))
        {
            IsRendered = version == HarVersions.ReadHttp2,
        };
    }

    private static bool IsWebSocket(string url, MessageParts? response)
        => url.StartsWith("ws", StringComparison.OrdinalIgnoreCase)
            && (response is null || response.Second == SwitchingProtocols.ToString(CultureInfo.InvariantCulture));

    /// <summary>The words that the programs have for it; an entry without a response has failed in any case.</summary>
    private static string? ErrorOf(JsonElement entry, JsonElement response)
    {
        string? said = JsonText.Of(response, "_error"u8) ?? JsonText.Of(response, "_failureText"u8) ?? JsonText.Of(entry, "_error"u8);
        if (said is { Length: > 0 })
        {
            return said;
        }

        return JsonText.Number(response, "status"u8) is > 0 ? null : "no response";
    }

    private static FlowDetails ReadDetails(JsonElement entry, string? error)
    {
        JsonElement response = JsonText.Member(entry, "response"u8);
        JsonElement timings = JsonText.Member(entry, "timings"u8);
        long? size = JsonText.Count(JsonText.Member(response, "content"u8), "size"u8);
        decimal? compression = JsonText.Number(JsonText.Member(response, "content"u8), "compression"u8);

        // Chrome has a size of no body, and a compression that is the size of its head.
        var coded = (long?)(size - compression);
        return new FlowDetails
        {
            OriginAddress = JsonText.Of(entry, "serverIPAddress"u8)?.Trim('[', ']') is { Length: > 0 } address ? address : null,
            Connection = (JsonText.Of(entry, "connection"u8) ?? JsonText.Of(entry, "_serverPort"u8)) is { Length: > 0 } connection
                ? connection
                : null,
            ClientConnection = JsonText.Of(entry, "_clientConnection"u8) is { Length: > 0 } client ? client : null,
            ClientPort = JsonText.Count(entry, "_clientPort"u8) is <= ushort.MaxValue and var port ? (int?)port : null,
            Blocked = JsonText.Milliseconds(timings, "blocked"u8),
            Tls = JsonText.Milliseconds(timings, "ssl"u8),
            WireBodyBytes = JsonText.Count(response, "bodySize"u8) ?? (coded >= 0 ? coded : null),
            Error = error,
            Comment = JsonText.Of(entry, "comment"u8),
            Mark = AnnotationText.MarkOf(JsonText.Of(entry, "_mark"u8)),
            Tags = [.. JsonText.Elements(entry, "_tags"u8).Select(JsonText.Of).OfType<string>()],
        };
    }

    private static long IdOf(JsonElement entry, long lastId)
        => JsonText.Count(entry, "_id"u8) is { } id && id > lastId && id <= FlowJsonReader.MaxId ? id : lastId + 1;
}
