#:project ../src/Proximity/Proximity.csproj

// A handler that changes what passes: a field of the request's head, and the text of the response. Length and content coding
// follow by themselves.
//   dotnet run samples/rewrite.cs
using System.Net;
using System.Net.Sockets;
using System.Text;
using Proximity;

// An origin that answers once, with a link.
using var origin = new TcpListener(IPAddress.Loopback, 0);
origin.Start();
Task<string> asked = AnswerAsync();

await using var proxy = await ProxyServer.StartAsync(options =>
{
    options.Listen("127.0.0.1", 0);
    options.Handlers.Use("rewrite", async (exchange, next) =>
    {
        exchange.Request.Headers["Accept-Language"] = "en";
        Verdict verdict = await next(exchange);
        await exchange.Response.Body.ReplaceTextAsync(text => text.Replace("http:", "https:", StringComparison.Ordinal));
        return verdict;
    });
});

using var http = new HttpClient(new HttpClientHandler { Proxy = new WebProxy(proxy.ProxyUrl) });
Console.WriteLine(await http.GetStringAsync($"http://{origin.LocalEndpoint}/links"));
Console.WriteLine(await asked);

async Task<string> AnswerAsync()
{
    using TcpClient client = await origin.AcceptTcpClientAsync();
    using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
    string language = "no Accept-Language";
    while (await reader.ReadLineAsync() is { Length: > 0 } line)
    {
        language = line.StartsWith("Accept-Language", StringComparison.OrdinalIgnoreCase) ? line : language;
    }

    const string Json = """{"self":"http://api.test/links"}""";
    string head = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Json.Length}\r\nConnection: close\r\n\r\n";
    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + Json));
    return language;
}
