// Two proxies, one place for their flows: a PostgreSQL database, or a stream of NATS JetStream. Ends by itself.
//   dotnet run --project samples/ManyToOne postgres://USER:PASSWORD@HOST/DATABASE
//   dotnet run --project samples/ManyToOne nats://HOST:4222
using System.Net;
using Proximity;
using Proximity.Samples;
using Proximity.Stores;

if (args is not [string address])
{
    Console.Error.WriteLine("usage: ManyToOne postgres://USER:PASSWORD@HOST/DATABASE | nats://HOST:4222");
    return 2;
}

await using IFlowStore store = await OpenAsync(address);
await using var origin = new TinyOrigin();
foreach (string name in (string[])["east", "west"])
{
    // Each could be on a machine of its own: the database, or the stream, is all that they share.
    await using var proxy = await ProxyServer.StartAsync(new ProxyOptions
    {
        Bind = "127.0.0.1",
        UseEphemeralPort = true,
        Store = new FlowStoreOptions(store) { ProxyName = name },
    });
    using var handler = new SocketsHttpHandler { Proxy = new WebProxy($"http://{proxy.EndPoint}") };
    using var client = new HttpClient(handler);
    await client.GetStringAsync(new Uri(origin.Url, $"by/{name}"));

    // What waits is stored before it has stopped.
}

FlowStoreStatus status = await store.GetStatusAsync();
Console.WriteLine($"{store.Capabilities.Kind} has {status.Count} flows.");
if (store.Capabilities.CanRead)
{
    FlowPage page = await store.QueryAsync(new FlowQuery { Filter = Proximity.Filters.Filter.Parse("path^=\"/by/\""), Limit = 2 });
    foreach (StoredFlow flow in page.Flows)
    {
        Console.WriteLine($"{flow.ProxyName}: {flow.Flow.Request.Method} {new Uri(flow.Flow.Request.Url).AbsolutePath}");
    }
}

return 0;

static async Task<IFlowStore> OpenAsync(string address)
{
    if (!PostgresAddress.IsOne(address))
    {
        return await NatsFlowSink.OpenAsync(address);
    }

    string connection = PostgresAddress.Parse(address, out string? schema);
    return await PostgresFlowStore.OpenAsync(connection, new PostgresFlowStoreOptions { Schema = schema ?? "proximity" });
}
