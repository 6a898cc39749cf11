#:project ../src/Proximity/Proximity.csproj

// A proxy inside a test: what a client sends is changed and looked at, with no port to agree on and no variable to set.
//   dotnet run samples/change-in-a-test.cs
using System.Net;
using System.Net.Sockets;
using System.Text;
using Proximity;

// An origin that answers with the head it got.
using var origin = new TcpListener(IPAddress.Loopback, 0);
origin.Start();
_ = EchoAsync();

await using var proxy = await ProxyServer.StartAsync(options => options.Listen("127.0.0.1", 0));
proxy.AddRequestInterceptor((request, flow) =>
{
    request.Headers["Authorization"] = "Bearer test";
    return null;
});

using var http = new HttpClient(new HttpClientHandler { Proxy = new WebProxy(proxy.ProxyUrl) });
Console.WriteLine(await http.GetStringAsync($"http://{origin.LocalEndpoint}/orders/7"));
Console.WriteLine($"{proxy.Flows.Count} flow, {proxy.Flows.Single().Response?.Status}");

async Task EchoAsync()
{
    using TcpClient client = await origin.AcceptTcpClientAsync();
    byte[] head = new byte[4096];
    int length = await client.GetStream().ReadAsync(head);
    string text = Encoding.ASCII.GetString(head, 0, length).TrimEnd();
    string answer = $"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\nConnection: close\r\n\r\n{text}";
    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
}
