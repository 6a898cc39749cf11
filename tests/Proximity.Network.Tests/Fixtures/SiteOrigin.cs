using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>A page with its styles, scripts, images and fetched data: the page itself counts what it has loaded and posts the count.</summary>
public sealed class SiteOrigin : IAsyncDisposable
{
    /// <summary>How many of each kind there are.</summary>
    public const int PerKind = 18;

    private const string Pixel = "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>";
    private readonly TaskCompletionSource<string> beacon = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, int> served = new();
    private KestrelOrigin? kestrel;

    /// <summary>Every path the page needs, itself and the beacon included.</summary>
    public static IReadOnlyList<string> Paths { get; } =
        ["/", .. Enumerable.Range(0, PerKind).SelectMany(number => (string[])[$"/s{number}.css", $"/c{number}.js", $"/i{number}.svg", $"/d{number}.json"]), "/beacon"];

    /// <summary>Host and port of http.</summary>
    public string Authority => kestrel!.Authority;

    /// <summary>Host and port of https.</summary>
    public string SecureAuthority => kestrel!.SecureAuthority;

    /// <summary>The paths that were asked for.</summary>
    public IEnumerable<string> Served => served.Keys;

    /// <summary>What the page posts at the end.</summary>
    public Task<string> Beacon => beacon.Task;

    /// <summary>Starts it.</summary>
    public static async Task<SiteOrigin> StartAsync()
    {
        var site = new SiteOrigin();
        site.kestrel = await KestrelOrigin.StartAsync(site.Map);
        return site;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => kestrel!.DisposeAsync();

    private static string Page()
    {
        var page = new StringBuilder("<!doctype html><html><head><title>site</title><script>let n=0;function ok(){n++}</script>");
        for (int number = 0; number < PerKind; number++)
        {
            page.Append($"<link rel=stylesheet href=/s{number}.css onload=ok()><script src=/c{number}.js></script>");
        }

        page.Append("</head><body>");
        for (int number = 0; number < PerKind; number++)
        {
            page.Append($"<img src=/i{number}.svg onload=ok()>");
        }

        return page.Append($$"""
            <script>
            addEventListener('load', async () => {
              await Promise.all([...Array({{PerKind}}).keys()].map(async k => { if ((await (await fetch('/d' + k + '.json')).json()).k === k) ok(); }));
              await fetch('/beacon', { method: 'POST', body: String(n) });
            });
            </script></body></html>
            """).ToString();
    }

    private void Map(WebApplication application) => application.Map("/{name?}", async (HttpContext context, string? name) =>
    {
        served.AddOrUpdate("/" + name, 1, (_, count) => count + 1);
        if (name == "beacon")
        {
            using var reader = new StreamReader(context.Request.Body);
            beacon.TrySetResult(await reader.ReadToEndAsync());
            return;
        }

        (string type, string content) = Resource(name ?? "");
        context.Response.ContentType = type;
        await context.Response.WriteAsync(content);
    });

    private static (string Type, string Content) Resource(string name) => Path.GetExtension(name) switch
    {
        ".css" => ("text/css", "body{margin:0}"),
        ".js" => ("text/javascript", "ok()"),
        ".svg" => ("image/svg+xml", Pixel),
        ".json" => ("application/json", $"{{\"k\":{name[1..^5]}}}"),
        _ => ("text/html", Page()),
    };
}
