#:project ../src/Proximity/Proximity.csproj

// Handlers: one answers in the origin's place, one changes a JSON body on its way back, one measures.
//   dotnet run samples/handlers.cs
using System.Net;
using System.Net.Sockets;
using System.Text;
using Proximity;

// An origin that answers every request with the same JSON.
using var origin = new TcpListener(IPAddress.Loopback, 0);
origin.Start();
_ = ServeAsync();

await using var proxy = await ProxyServer.StartAsync(options =>
{
    options.Listen("127.0.0.1", 0);
    options.Handlers.Use("measure", async (exchange, next) =>
    {
        long begun = TimeProvider.System.GetTimestamp();
        Verdict verdict = await next(exchange);
        TimeSpan took = TimeProvider.System.GetElapsedTime(begun);
        Console.WriteLine($"{exchange.Request.Path}: {exchange.Response.Status} in {took.TotalMilliseconds:0} ms");
        return verdict;
    }, HandlerNeeds.Heads);
    options.Handlers.Use("mock", (exchange, next) => exchange.Request.Path == "/v1/me"
        ? ValueTask.FromResult(Verdict.Respond(200, Body.Text("""{"id":1}""", "application/json")))
        : next(exchange));
    options.Handlers.Use("rewrite", async (exchange, next) =>
    {
        Verdict verdict = await next(exchange);
        await exchange.Response.Body.ReplaceTextAsync(text => text.Replace("http:", "https:", StringComparison.Ordinal));
        return verdict;
    });
});

using var http = new HttpClient(new HttpClientHandler { Proxy = new WebProxy(proxy.ProxyUrl) });
Console.WriteLine(await http.GetStringAsync($"http://{origin.LocalEndpoint}/v1/me"));
Console.WriteLine(await http.GetStringAsync($"http://{origin.LocalEndpoint}/v1/links"));

async Task ServeAsync()
{
    using TcpClient client = await origin.AcceptTcpClientAsync();
    using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
    while (await reader.ReadLineAsync() is { Length: > 0 })
    {
    }

    const string Json = """{"self":"http://api.test/v1/links"}""";
    string head = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Json.Length}\r\nConnection: close\r\n\r\n";
    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + Json));
}
