#:project ../src/Proximity/Proximity.csproj

// A handler that holds a request until it has read all of it, and lets none on whose JSON is not what it should be. What is held is
// bounded: a body that is too long is refused with 413.
//   dotnet run samples/hold.cs
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Proximity;

// An origin that takes every order.
using var origin = new TcpListener(IPAddress.Loopback, 0);
origin.Start();
_ = ServeAsync();

await using var proxy = await ProxyServer.StartAsync(options =>
{
    options.Listen("127.0.0.1", 0);
    options.MaxHeldBodyBytes = 64 * 1024;
    options.HeldBodyOverflow = HeldBodyOverflow.Refuse;
    options.Handlers.Use("check", async (exchange, next) =>
    {
        ReadOnlyMemory<byte> order = await exchange.Request.Body.ReadAsync();
        return HasAmount(order) ? await next(exchange) : Verdict.Respond(422, Body.Text("An order needs an amount.\n"));
    }, HandlerNeeds.RequestBody);
});

using var http = new HttpClient(new HttpClientHandler { Proxy = new WebProxy(proxy.ProxyUrl) });
foreach (string order in (string[])["""{"amount":3}""", """{"note":"three"}""", new string('x', 100_000)])
{
    using HttpResponseMessage response = await http.PostAsync($"http://{origin.LocalEndpoint}/orders", new StringContent(order));
    Console.WriteLine($"{(int)response.StatusCode} {(await response.Content.ReadAsStringAsync()).Split('\n')[0]}");
}

static bool HasAmount(ReadOnlyMemory<byte> order)
{
    try
    {
        using JsonDocument json = JsonDocument.Parse(order);
        return json.RootElement.TryGetProperty("amount", out _);
    }
    catch (JsonException)
    {
        return false;
    }
}

async Task ServeAsync()
{
    using TcpClient client = await origin.AcceptTcpClientAsync();
    byte[] buffer = new byte[4096];
    int length = 0;
    while (!Encoding.ASCII.GetString(buffer, 0, length).EndsWith('}'))
    {
        length += await client.GetStream().ReadAsync(buffer.AsMemory(length));
    }

    byte[] answer = Encoding.ASCII.GetBytes("HTTP/1.1 201 Created\r\nContent-Length: 8\r\nConnection: close\r\n\r\nordered\n");
    await client.GetStream().WriteAsync(answer);
}
