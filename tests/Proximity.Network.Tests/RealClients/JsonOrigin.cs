using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.RealClients;

/// <summary>An origin that tells in JSON what it was sent, and a handler that changes both.</summary>
internal static class JsonOrigin
{
    /// <summary>What clients send.</summary>
    public const string Asked = """{"name":"Ada"}""";

    /// <summary>The same behind the handler.</summary>
    public const string AskedChanged = """{"name":"Grace"}""";

    /// <summary>What the origin says to that.</summary>
    public const string Said = """{"name":"Grace","from":"origin"}""";

    /// <summary>The same behind the handler.</summary>
    public const string SaidChanged = """{"name":"Grace","from":"proxy"}""";

    /// <summary>The trailer field of its responses, where the protocol has them.</summary>
    public const string Trailer = "x-checked";

    /// <summary>Starts it.</summary>
    public static Task<NegotiatingOrigin> StartAsync(HttpProtocols protocols) => NegotiatingOrigin.StartAsync(protocols, Map);

    /// <summary>
    /// <c>/json</c>: <c>{"name":…,"from":"origin"}</c> with the name of the request, in gzip, and a trailer. A field tells the request's
    /// trailer <c>x-sum</c>.
    /// </summary>
    public static void Map(WebApplication application) => application.MapPost("/json", async context =>
    {
        JsonNode asked = await ReadAsync(context.Request);
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = "gzip";
        context.Response.Headers["x-sum-seen"] = context.Request.GetTrailer("x-sum");
        await context.Response.Body.WriteAsync(Gzip($$"""{"name":"{{asked["name"]}}","from":"origin"}"""));
        if (context.Response.SupportsTrailers())
        {
            context.Response.AppendTrailer(Trailer, "yes");
        }
    });

    /// <summary>Has a handler change the name in requests, and in responses who says it; returns the bodies that it has read.</summary>
    public static IReadOnlyList<string> ChangeJson(this HandlerCollection handlers, bool alsoResponses = true)
    {
        var read = new List<string>();
        handlers.Use("change", async (exchange, next) =>
        {
            read.Add(await SetAsync(exchange.Request.Body, "name", "Grace"));
            Verdict verdict = await next(exchange);
            if (alsoResponses)
            {
                read.Add(await SetAsync(exchange.Response.Body, "from", "proxy"));
            }

            return verdict;
        });
        return read;
    }

    /// <summary>A text in gzip.</summary>
    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var writer = new StreamWriter(new GZipStream(packed, CompressionLevel.Optimal)))
        {
            writer.Write(text);
        }

        return packed.ToArray();
    }

    /// <summary>Changes a field of a JSON object, and returns the text as it was.</summary>
    private static async ValueTask<string> SetAsync(MessageBody body, string field, string value)
    {
        string before = await body.ReadTextAsync();
        JsonObject content = (await body.ReadJsonAsync<JsonObject>())!;
        content[field] = value;
        body.Replace(Body.Json(content));
        return before;
    }

    private static async Task<JsonNode> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        body.Position = 0;
        bool isCoded = request.Headers.ContentEncoding == "gzip";
        using Stream content = isCoded ? new GZipStream(body, CompressionMode.Decompress) : body;
        return (await JsonNode.ParseAsync(content))!;
    }
}
