#:project ../src/Proximity/Proximity.csproj

// A handler that answers in the origin's place: nothing is dialled, and the flow names who answered.
//   dotnet run samples/mock.cs
using System.Net;
using Proximity;

await using var proxy = await ProxyServer.StartAsync(options =>
{
    options.Listen("127.0.0.1", 0);
    options.Handlers.Use("mock", async (exchange, next) =>
    {
        if (exchange.Request is not { Host: "api.test", Path: "/v1/greet" })
        {
            return await next(exchange);
        }

        string name = await exchange.Request.Body.ReadTextAsync();
        return Verdict.Respond(200, Body.Text($$"""{"greeting":"Hello, {{name}}"}""", "application/json"));
    });
});

using var http = new HttpClient(new HttpClientHandler { Proxy = new WebProxy(proxy.ProxyUrl) });
using HttpResponseMessage response = await http.PostAsync("http://api.test/v1/greet", new StringContent("Ada"));
Console.WriteLine(await response.Content.ReadAsStringAsync());
Console.WriteLine($"answered by {proxy.Flows.Single().AnsweredBy}");
