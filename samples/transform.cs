#:project ../src/Proximity/Proximity.csproj

// A handler that makes another content of a response while it passes, line by line: however long it is, a line of it is held. Length
// and content coding follow by themselves.
//   dotnet run samples/transform.cs
using System.Net;
using System.Net.Sockets;
using System.Text;
using Proximity;

// An origin that answers once, with a log.
using var origin = new TcpListener(IPAddress.Loopback, 0);
origin.Start();
Task answered = AnswerAsync();

await using var proxy = await ProxyServer.StartAsync(options =>
{
    options.Listen("127.0.0.1", 0);
    options.Handlers.Use("mask", async (exchange, next) =>
    {
        Verdict verdict = await next(exchange);
        exchange.Response.Body.Transform(async (input, output, cancellationToken) =>
        {
            using var reader = new StreamReader(input.AsStream());
            await using var writer = new StreamWriter(output.AsStream());
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                await writer.WriteLineAsync(line.Replace("secret", "******", StringComparison.Ordinal));
                await writer.FlushAsync(cancellationToken);
            }
        });
        return verdict;
    });
});

using var http = new HttpClient(new HttpClientHandler { Proxy = new WebProxy(proxy.ProxyUrl) });
Console.Write(await http.GetStringAsync($"http://{origin.LocalEndpoint}/log"));
await answered;

async Task AnswerAsync()
{
    using TcpClient client = await origin.AcceptTcpClientAsync();
    using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
    while (await reader.ReadLineAsync() is { Length: > 0 })
    {
        // The head of a GET: what it asks for is no matter.
    }

    const string Log = "start\nuser=ada password=secret\nuser=bob password=secret\nstop\n";
    string head = $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {Log.Length}\r\nConnection: close\r\n\r\n";
    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + Log));
}
