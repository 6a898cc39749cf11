using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Proximity.Http2.Rendering;
using Proximity.Protocol;

namespace Proximity.Http2.Origins;

/// <summary>Writes the HTTP client's response as the head of an HTTP/1.1 response.</summary>
internal static class ResponseRenderer
{
    private const string WebSocketGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>False when no HTTP/1.1 head could hold it.</summary>
    /// <param name="response">The response.</param>
    /// <param name="framing">A field line about the body's framing; empty for none.</param>
    /// <param name="output">Where the head goes.</param>
    public static bool TryWrite(HttpResponseMessage response, ReadOnlySpan<byte> framing, ByteBuffer output)
    {
        FieldRenderer.Write(
            string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {(int)response.StatusCode} {response.ReasonPhrase}\r\n"),
            output);
        if (!TryWriteFields(response, output))
        {
            return false;
        }

        output.Write(framing);
        output.Write("\r\n"u8);
        return true;
    }

    /// <summary>The origin agreed to an extended CONNECT: what a 101 says in HTTP/1.1.</summary>
    public static bool TryWriteSwitch(HttpResponseMessage response, string protocol, string? webSocketKey, ByteBuffer output)
    {
        output.Write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\n"u8);
        if (!FieldRenderer.TryWrite("upgrade", protocol, output)
            || (webSocketKey is not null && !FieldRenderer.TryWrite("sec-websocket-accept", AcceptOf(webSocketKey), output))
            || !TryWriteFields(response, output))
        {
            return false;
        }

        output.Write("\r\n"u8);
        return true;
    }

    public static byte[] Trailers(HttpResponseMessage response)
    {
        var lines = new StringBuilder();
        foreach ((string name, HeaderStringValues values) in response.TrailingHeaders.NonValidated)
        {
            foreach (string value in values)
            {
                TrailerLine.Append(name, value, lines);
            }
        }

        return Encoding.Latin1.GetBytes(lines.ToString());
    }

    private static bool TryWriteFields(HttpResponseMessage response, ByteBuffer output)
        => TryWriteAll(response.Headers.NonValidated, output) && TryWriteAll(response.Content.Headers.NonValidated, output);

    private static bool TryWriteAll(HttpHeadersNonValidated fields, ByteBuffer output)
    {
        foreach ((string name, HeaderStringValues values) in fields)
        {
            if (ConnectionFields.Contains(name))
            {
                continue;
            }

            foreach (string value in values)
            {
                if (!FieldRenderer.TryWrite(name, value, output))
                {
                    return false;
                }
            }
        }

        return true;
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 §4.2.2 names SHA-1; nothing depends on its strength.")]
    private static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + WebSocketGuid)));
}
