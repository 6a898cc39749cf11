using System.Net;
using System.Text;
using Proximity.Http2.Rendering;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Http2.Origins;

/// <summary>Makes a request of the HTTP client from the head that the engine wrote.</summary>
internal static class RequestBuilder
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The nonce of a WebSocket handshake in HTTP/1.1.</summary>
    public static HttpRequestOptionsKey<string> WebSocketKey { get; } = new("proximity.websocket-key");

    /// <summary>The request; null when HTTP/2 by this client cannot say it, which is true of <c>OPTIONS *</c> alone.</summary>
    public static HttpRequestMessage? Create(RequestHead head, BodyFraming framing, string scheme)
    {
        string target = Encoding.Latin1.GetString(head.Target);
        if (!target.StartsWith('/'))
        {
            return null;
        }

        // The authority is that of the Host field; the one here only names the handler's pool of one connection.
        var request = new HttpRequestMessage(
            new HttpMethod(Encoding.Latin1.GetString(head.Method)),
            new Uri($"{scheme}://origin{target}", AsItIs))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = framing.IsEmpty ? null : new RequestContent(),
        };
        if (UpgradeProtocol(head) is { } protocol)
        {
            request.Method = HttpMethod.Connect;
            request.Headers.Protocol = protocol;
        }

        foreach (ref readonly HeadField field in head.Fields)
        {
            AddField(request, head, field);
        }

        return request;
    }

    /// <summary>What the request asks to switch to; null for nothing.</summary>
    private static string? UpgradeProtocol(RequestHead head)
        => head.HasConnectionOption("upgrade"u8) && head.TryFind(FieldKind.Upgrade, out HeadField field)
            ? Encoding.Latin1.GetString(head.Value(field))
            : null;

    private static void AddField(HttpRequestMessage request, RequestHead head, in HeadField field)
    {
        string name = Encoding.Latin1.GetString(head.Name(field));
        string value = Encoding.Latin1.GetString(head.Value(field));
        if (field.Kind == FieldKind.Host)
        {
            request.Headers.Host = value;
            return;
        }

        bool isNonce = request.Headers.Protocol is not null && name.Equals("sec-websocket-key", StringComparison.OrdinalIgnoreCase);
        if (isNonce)
        {
            // Its answer is part of a handshake that HTTP/2 does without (RFC 8441 §5).
            request.Options.Set(WebSocketKey, value);
        }

        if (ConnectionFields.Contains(name) || isNonce || (field.Kind == FieldKind.ContentLength && request.Content is null))
        {
            return;
        }

        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            // A field of the content, though there may be none.
            request.Content ??= new EmptyContent();
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>No body, but fields that .NET holds with one.</summary>
    private sealed class EmptyContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
