using System.Net;
using System.Net.Sockets;
using System.Text;
using Proximity.Cli.Tests.EndToEnd;
using Proximity.TestsOfAll;

namespace Proximity.Cli.Tests.Samples;

/// <summary>The calls of an agent that looks for a failing request, against traffic in which one failed.</summary>
public sealed class AgentSampleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task FailingRequest_IsFoundWithWhatItHadNot()
    {
        var environment = new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = folder.Path };
        using var shop = StartShop(out var url);
        var serving = ServeAsync(shop);
        await using var proxy = ProximityProcess.Start(
            ProximityProcess.BuiltProgram, ["--ephemeral-port", "--bind", "127.0.0.1", "--ui", "127.0.0.1:0"], environment: environment);
        var started = await proxy.EventAsync("started");
        using var handler = new SocketsHttpHandler { Proxy = new WebProxy(started.GetProperty("proxyUrl").GetString()) };
        using var client = new HttpClient(handler);
        foreach (var order in (string[])["""{"item":7,"currency":"EUR"}""", """{"item":8}"""])
        {
            using var answer = await client.PostAsync(new Uri(url + "orders"), new StringContent(order, Encoding.UTF8, "application/json"));
        }

        await using var sample = ProximityProcess.Start(
            "python3",
            [Path.Combine(BuiltSample.Folder, "find-failing-request.py"), ProximityProcess.BuiltProgram],
            environment: environment);
        var (code, output, error) = await sample.EndAsync();
        shop.Stop();
        await serving;

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("flows_stats", output, StringComparison.Ordinal);
        Assert.Contains("'status': 422", output, StringComparison.Ordinal);
        Assert.Contains("currency is missing", output, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"/currency\"", output, StringComparison.Ordinal);
    }

    private static HttpListener StartShop(out string url)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            url = $"http://{probe.LocalEndpoint}/";
        }

        var shop = new HttpListener();
        shop.Prefixes.Add(url);
        shop.Start();
        return shop;
    }

    /// <summary>Takes orders with a currency.</summary>
    private static async Task ServeAsync(HttpListener shop)
    {
        try
        {
            while (true)
            {
                var context = await shop.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var isGood = (await reader.ReadToEndAsync()).Contains("currency", StringComparison.Ordinal);
                context.Response.StatusCode = isGood ? 200 : 422;
                context.Response.ContentType = "application/json";
                var text = isGood ? """{"order":1}""" : """{"error":"currency is missing"}""";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
