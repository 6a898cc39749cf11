using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Proximity.Control;
using Proximity.Inspector.Serving;

namespace Proximity.Inspector.Live;

/// <summary>Accepts the WebSocket connections of pages that watch.</summary>
/// <param name="context">The proxy.</param>
/// <param name="changes">What operations have changed.</param>
/// <param name="logger">Takes defects.</param>
/// <param name="stopping">Ends all connections.</param>
internal sealed class LiveEndpoint(ControlContext context, LiveChanges changes, ILogger logger, CancellationToken stopping)
{
    /// <summary>The most pages that watch at once.</summary>
    public const int MaxClients = 16;

    private const int KeyBytes = 16;

    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(20);

    private int clients;

    public async Task AnswerAsync(HttpContext http, IReadOnlyList<KeyValuePair<string, string>> parts)
    {
        IHttpUpgradeFeature? upgrade = http.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true } || KeyOf(http.Request.Headers) is not { } key)
        {
            http.Response.Headers.Upgrade = "websocket";
            http.Response.Headers.SecWebSocketVersion = "13";
            await JsonAnswer.WriteErrorAsync(
                http.Response,
                StatusCodes.Status426UpgradeRequired,
                new ErrorOutput("no_websocket", "Connect by a WebSocket of version 13."))
                .ConfigureAwait(false);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref clients) > MaxClients)
            {
                await JsonAnswer.WriteErrorAsync(
                    http.Response,
                    StatusCodes.Status503ServiceUnavailable,
                    new ErrorOutput("too_many_pages", $"{MaxClients} pages watch already; close one.")).ConfigureAwait(false);
                return;
            }

            http.Response.Headers.Upgrade = "websocket";
            http.Response.Headers.SecWebSocketAccept = AcceptOf(key);
            Stream stream = await upgrade.UpgradeAsync().ConfigureAwait(false);
            await ServeAsync(stream).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref clients);
        }
    }

    private async Task ServeAsync(Stream stream)
    {
        using var socket = WebSocket.CreateFromStream(
            stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = PingInterval, KeepAliveTimeout = PingInterval });
        try
        {
            await new LiveSession(socket, context, changes).RunAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException)
        {
            // The page has left without closing.
            socket.Abort();
        }
        catch (Exception exception)
        {
            InspectorLog.LiveFailed(logger, exception);
            socket.Abort();
        }
    }

    /// <summary>The key of an opening handshake (RFC 6455 §4.2.1); null where it is none.</summary>
    private static string? KeyOf(IHeaderDictionary headers)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes + 2];
        return headers.Upgrade is [{ } protocol] && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase)
            && headers.SecWebSocketVersion == new StringValues("13")
            && headers.SecWebSocketKey is [{ } key]
            && Convert.TryFromBase64String(key, bytes, out int length) && length == KeyBytes
            ? key : null;
    }

    private static string AcceptOf(string key)
    {
        // RFC 6455 §4.2.2 wants SHA-1; nothing rests on its strength.
#pragma warning disable CA5350
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }
}
