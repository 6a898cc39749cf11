using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>Origins whose bodies are messages, and a call of one of them.</summary>
internal static class MessageOrigins
{
    /// <summary>An origin that sends what is put in the channel, until that ends.</summary>
    public static Task<NegotiatingOrigin> StartEventsAsync(HttpProtocols protocols, ChannelReader<string> events, bool isCoded)
        => NegotiatingOrigin.StartAsync(protocols, application => application.Run(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.ContentEncoding = isCoded ? "gzip" : default;
            await context.Response.Body.FlushAsync();
            Stream plain = context.Response.Body;
            Stream body = isCoded ? new GZipStream(plain, CompressionLevel.Fastest, leaveOpen: true) : plain;
            await foreach (string block in events.ReadAllAsync(context.RequestAborted))
            {
                await body.WriteAsync(Encoding.UTF8.GetBytes(block));
                await body.FlushAsync();
            }

            if (isCoded)
            {
                await body.DisposeAsync();
            }
        }));

    /// <summary>An origin that answers gRPC messages with the same.</summary>
    public static Task<NegotiatingOrigin> StartGrpcAsync()
        => NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.Run(EchoGrpcAsync));

    /// <summary>Calls that origin; what it answered, and the status behind.</summary>
    public static async Task<(List<string> Answers, string Status)> CallAsync(
        HttpClient client, NegotiatingOrigin origin, bool isCompressed, params string[] texts)
    {
        var content = new ByteArrayContent([.. texts.SelectMany(text => Frame(text, isCompressed))]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        HttpRequestMessage request = Http2Proxy.Request("2.0", HttpMethod.Post, origin.Authority, "/s/m", content);
        request.Headers.Add("te", "trailers");
        request.Headers.Add("grpc-encoding", isCompressed ? "gzip" : "identity");
        using HttpResponseMessage response = await client.SendHeadAsync(request);
        byte[] body = await response.Content.ReadAsByteArrayAsync().WithinStep();
        var answers = new List<string>();
        for (int start = 0; start < body.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(start + 1));
            Assert.Equal(isCompressed ? 1 : 0, body[start]);
            byte[] payload = body[(start + 5)..(start + 5 + length)];
            answers.Add(isCompressed ? await EventReader.GunzipAsync(payload) : Encoding.UTF8.GetString(payload));
            start += 5 + length;
        }

        return (answers, response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    /// <summary>Answers each byte with itself, as its type says, and with a status behind.</summary>
    private static async Task EchoGrpcAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-encoding"] = context.Request.Headers["grpc-encoding"];
        using var whole = new MemoryStream();
        await context.Request.Body.CopyToAsync(whole);
        await context.Response.Body.WriteAsync(whole.ToArray());
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static byte[] Frame(string text, bool isCompressed)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        if (isCompressed)
        {
            using var output = new MemoryStream();
            using (var gzip = new GZipStream(output, CompressionMode.Compress))
            {
                gzip.Write(payload);
            }

            payload = output.ToArray();
        }

        byte[] frame = [isCompressed ? (byte)1 : (byte)0, 0, 0, 0, 0, .. payload];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        return frame;
    }
}
