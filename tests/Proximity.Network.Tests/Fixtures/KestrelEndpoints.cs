using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>Endpoints that tests put into a <see cref="KestrelOrigin"/>.</summary>
public static class KestrelEndpoints
{
    /// <summary><c>/upload</c>: the length and SHA-256 of the request's body, which is streamed.</summary>
    public static void MapUpload(this WebApplication application) => application.Map("/upload/{**name}", async (HttpContext context) =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[64 * 1024];
        long length = 0;
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, count);
            length += count;
        }

        bool chunked = context.Request.Headers.TransferEncoding.Count > 0;
        await context.Response.WriteAsync($"{length.ToString(CultureInfo.InvariantCulture)} {Convert.ToHexStringLower(hash.GetHashAndReset())} {(chunked ? "chunked" : "length")}");
    });

    /// <summary><c>/chunked</c>: a response in three chunks.</summary>
    public static void MapChunked(this WebApplication application) => application.MapGet("/chunked", async (HttpContext context) =>
    {
        foreach (string part in (string[])["one ", "two ", "three"])
        {
            await context.Response.WriteAsync(part);
            await context.Response.Body.FlushAsync();
        }
    });

    /// <summary><c>/ws</c>: every WebSocket message comes back.</summary>
    public static void MapEcho(this WebApplication application)
    {
        application.UseWebSockets();
        application.Map("/ws", async (HttpContext context) =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            byte[] buffer = new byte[64 * 1024];
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } part)
            {
                await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, context.RequestAborted);
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        });
    }

    /// <summary><c>/events</c>: one event at once, the second when the gate opens.</summary>
    public static void MapEvents(this WebApplication application, Task gate) => application.MapGet("/events", async (HttpContext context) =>
    {
        context.Response.ContentType = "text/event-stream";
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        await context.Response.WriteAsync("data: first\n\n");
        await context.Response.Body.FlushAsync();
        await gate;
        await context.Response.WriteAsync("data: second\n\n");
    });
}
