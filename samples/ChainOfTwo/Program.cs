// Client -> near proxy -> far proxy -> origin, each proxy leaving its mark. Needs no network and ends by itself.
//   dotnet run --project samples/ChainOfTwo
using System.Net;
using Proximity;
using Proximity.Samples;

await using var origin = new TinyOrigin();
await using var far = await ProxyServer.StartAsync(new ProxyOptions { Bind = "127.0.0.1", UseEphemeralPort = true });

// All that the near proxy forwards, tunnels included, goes to the far one.
await using var near = await ProxyServer.StartAsync(new ProxyOptions
{
    Bind = "127.0.0.1",
    UseEphemeralPort = true,
    UpstreamProxy = far.EndPoint.ToString(),
});
near.AddRequestInterceptor((request, flow) =>
{
    request.Headers.Add("X-Passed", "near");
    return null;
});
far.AddRequestInterceptor((request, flow) =>
{
    request.Headers.Add("X-Passed", "far");
    return null;
});

using var handler = new SocketsHttpHandler { Proxy = new WebProxy($"http://{near.EndPoint}") };
using var client = new HttpClient(handler);
Console.WriteLine("The origin saw:");
Console.Write(await client.GetStringAsync(new Uri(origin.Url, "through/both")));
Console.WriteLine($"Flows: near {near.Flows.Count}, far {far.Flows.Count}");
