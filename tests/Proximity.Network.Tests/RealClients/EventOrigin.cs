using System.IO.Compression;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.RealClients;

/// <summary>
/// An origin of server-sent events: each comes only when the client has said that it has the one before. A proxy that waits for more before
/// it sends anything on waits for ever.
/// </summary>
internal sealed class EventOrigin
{
    private readonly Channel<string> seen = Channel.CreateUnbounded<string>();

    /// <summary>What is sent.</summary>
    public static IReadOnlyList<string> Events { get; } = ["data: first", "event: named\ndata: second", "data: third"];

    /// <summary>The same once <see cref="ChangeSecondEvent"/> has had its way.</summary>
    public static IEnumerable<string> EventsChanged => Events.Select(text => text.Replace("second", "SECOND", StringComparison.Ordinal));

    /// <summary>Everything that is sent, as it is on the wire without codings.</summary>
    public static string Stream { get; } = string.Concat(Events.Select(text => text + "\n\n"));

    /// <summary>Has a handler change the second event of streams whose target ends in this.</summary>
    public static void ChangeSecondEvent(HandlerCollection handlers, string targetEnd = "") => handlers.Use(
        "second event",
        (exchange, next) =>
        {
            if (exchange.Request.Url.EndsWith(targetEnd, StringComparison.Ordinal))
            {
                exchange.Messages.OnMessage(message =>
                {
                    if (message.Text == "second")
                    {
                        message.Text = "SECOND";
                    }

                    return default;
                });
            }

            return next(exchange);
        },
        HandlerNeeds.Messages);

    /// <summary>Adds <c>/events</c>, with <c>?gzip</c> in that coding, and <c>/seen</c>.</summary>
    public void Map(WebApplication application)
    {
        application.MapPost("/seen", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            seen.Writer.TryWrite(await reader.ReadToEndAsync());
        });
        application.MapGet("/events", SendAsync);
    }

    private async Task SendAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        Stream body = context.Response.Body;
        if (context.Request.QueryString.Value == "?gzip")
        {
            context.Response.Headers.ContentEncoding = "gzip";
            body = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true);
        }

        foreach (string text in Events)
        {
            await body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text + "\n\n"));
            await body.FlushAsync();
            await context.Response.Body.FlushAsync();
            await seen.Reader.ReadAsync(context.RequestAborted).AsTask().WithinStep();
        }

        await body.DisposeAsync();
    }
}
