using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Proximity.Http2.Rendering;
using Proximity.Protocol;

namespace Proximity.Http2.Clients;

/// <summary>
/// Writes a stream's request as the head of an HTTP/1.1 request in origin form. It is a rendering: HTTP/2 has no such bytes, and Kestrel
/// does not keep the order of fields.
/// </summary>
internal static class RequestRenderer
{
    private const int WebSocketKeyBytes = 16;

    /// <summary>False when HTTP/1.1 cannot say it.</summary>
    /// <param name="request">The request. Its Expect field is taken out of it: Kestrel would answer that by itself, and it is for the
    /// origin to answer.</param>
    /// <param name="extended">Tells an extended CONNECT (RFC 8441), which becomes a GET that asks for an upgrade.</param>
    /// <param name="canHaveBody">False when the stream ended with its head.</param>
    /// <param name="output">Where the head goes.</param>
    public static bool TryWrite(IHttpRequestFeature request, IHttpExtendedConnectFeature? extended, bool canHaveBody, ByteBuffer output)
    {
        bool isExtended = extended?.IsExtendedConnect == true;
        string method = isExtended ? "GET" : request.Method;
        if (!FieldRenderer.IsStartLinePart(method) || !FieldRenderer.IsStartLinePart(request.RawTarget))
        {
            return false;
        }

        FieldRenderer.Write($"{method} {request.RawTarget} HTTP/1.1\r\n", output);
        if (!TryWriteFields(request.Headers, output))
        {
            return false;
        }

        if (isExtended && !TryWriteUpgrade(extended!.Protocol ?? "", request.Headers, output))
        {
            return false;
        }

        if (canHaveBody && !isExtended && request.Headers.ContentLength is null)
        {
            output.Write("transfer-encoding: chunked\r\n"u8);
        }

        output.Write("\r\n"u8);
        request.Headers.Remove(HeaderNames.Expect);
        return true;
    }

    private static bool TryWriteFields(IHeaderDictionary fields, ByteBuffer output)
    {
        if (fields.Host.Count > 0 && !FieldRenderer.TryWrite("host", fields.Host.ToString(), output))
        {
            return false;
        }

        foreach ((string name, StringValues values) in fields)
        {
            if (name.StartsWith(':') || name.Equals(HeaderNames.Host, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            // Malformed in HTTP/2 (RFC 9113 §8.2.2); Kestrel lets some of them through.
            if (ConnectionFields.Contains(name))
            {
                return false;
            }

            if (name.Equals(HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase))
            {
                // Crumbs become one field again (RFC 9113 §8.2.3).
                if (!FieldRenderer.TryWrite(name, string.Join("; ", values.AsEnumerable()), output))
                {
                    return false;
                }

                continue;
            }

            foreach (string? value in values)
            {
                if (!FieldRenderer.TryWrite(name, value ?? "", output))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool TryWriteUpgrade(string protocol, IHeaderDictionary fields, ByteBuffer output)
    {
        output.Write("connection: upgrade\r\n"u8);
        if (!FieldRenderer.TryWrite("upgrade", protocol, output))
        {
            return false;
        }

        // A WebSocket handshake in HTTP/1.1 has a nonce that the one in HTTP/2 does without (RFC 8441 §5).
        return !protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase)
            || fields.SecWebSocketKey.Count > 0
            || FieldRenderer.TryWrite(
                "sec-websocket-key",
                Convert.ToBase64String(RandomNumberGenerator.GetBytes(WebSocketKeyBytes)),
                output);
    }
}
