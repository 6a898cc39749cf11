#:project ../src/Proximity/Proximity.csproj

// A handler that sees server-sent events one by one as they pass: it changes some, drops others, and adds one of its own. The flow
// tells what became of each.
//   dotnet run samples/events.cs
using System.Net;
using System.Net.Sockets;
using System.Text;
using Proximity;
using Proximity.Flows;

// An origin that sends prices, and closes.
using var origin = new TcpListener(IPAddress.Loopback, 0);
origin.Start();
Task sent = SendAsync();

await using var proxy = await ProxyServer.StartAsync(options =>
{
    options.Listen("127.0.0.1", 0);
    options.Handlers.Use("prices", (exchange, next) =>
    {
        exchange.Messages.OnMessage(message =>
        {
            if (message.EventType == "ping")
            {
                message.Drop();
            }
            else if (message.Text == "41")
            {
                message.Text = "42";
                message.InsertAfter(ExchangeMessage.OfEvent("the price before was changed", "note"));
            }

            return default;
        });
        return next(exchange);
    }, HandlerNeeds.Messages);
});

using var http = new HttpClient(new HttpClientHandler { Proxy = new WebProxy(proxy.ProxyUrl) });
Console.Write(await http.GetStringAsync($"http://{origin.LocalEndpoint}/prices"));
await sent;
Flow flow = await proxy.Flows.WaitAsync();
foreach (FlowMessage message in flow.Messages)
{
    Console.WriteLine($"{message.Number}. {message.EventType ?? "message"} {message.Text}: {message.State}");
}

async Task SendAsync()
{
    using TcpClient client = await origin.AcceptTcpClientAsync();
    using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
    while (await reader.ReadLineAsync() is { Length: > 0 })
    {
        // The head of a GET: what it asks for is no matter.
    }

    const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head));
    foreach (string text in (string[])["data: 40", "event: ping\ndata: .", "data: 41"])
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{text}\n\n"));
    }
}
