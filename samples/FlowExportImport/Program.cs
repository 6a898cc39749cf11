// Records flows, writes them to a file, and reads them into another proxy. Needs no network and ends by itself.
//   dotnet run --project samples/FlowExportImport
using System.Net;
using Proximity;
using Proximity.Flows;
using Proximity.Samples;

string file = Path.Combine(Path.GetTempPath(), $"flows-{Guid.NewGuid():N}.json");
try
{
    if (!await RecordAsync(file))
    {
        return 1;
    }

    await using var reader = await ProxyServer.StartAsync(Options());
    if (!await reader.LoadFlowsAsync(file))
    {
        return 1;
    }

    Console.WriteLine($"Loaded {reader.Flows.Count} flows:");
    foreach (Flow flow in reader.Flows)
    {
        Console.WriteLine($"  {flow.Id}: {flow.Request.Method} {new Uri(flow.Request.Url).PathAndQuery} -> {flow.Response?.Status}, {flow.ResponseBytes} bytes");
    }

    return 0;
}
finally
{
    File.Delete(file);
}

// Sends three requests through a proxy and writes down what it saw.
static async Task<bool> RecordAsync(string file)
{
    await using var origin = new TinyOrigin();
    await using var recorder = await ProxyServer.StartAsync(Options());
    using var handler = new SocketsHttpHandler { Proxy = new WebProxy($"http://{recorder.EndPoint}") };
    using var client = new HttpClient(handler);
    foreach (string path in (string[])["first", "second?a=1", "third"])
    {
        await client.GetStringAsync(new Uri(origin.Url, path));
    }

    // A client may have its answer a moment before the flow is complete: stopping with a drain time waits for that.
    await recorder.StopAsync(TimeSpan.FromSeconds(5));
    Console.WriteLine($"Recorded {recorder.Flows.Count} flows.");
    return await recorder.ExportFlowsAsync(file);
}

// Why a file could not be written or read is told through OnError.
static ProxyOptions Options() => new()
{
    Bind = "127.0.0.1",
    UseEphemeralPort = true,
    OnError = error =>
    {
        Console.Error.WriteLine($"{error.Code}: {error.Message} {error.Error}");
        return ValueTask.CompletedTask;
    },
};
