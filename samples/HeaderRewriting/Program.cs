// Two interceptors: one changes what origins are told, the other what clients are told.
//   dotnet run --project samples/HeaderRewriting [PORT]
//   curl -i -x http://127.0.0.1:8080 http://example.com/old/page
using System.Runtime.InteropServices;
using Proximity;
using Proximity.Flows;

int port = args is [var text, ..] ? int.Parse(text) : ProxyOptions.DefaultPort;
await using var proxy = await ProxyServer.StartAsync(new ProxyOptions
{
    Bind = "127.0.0.1",
    Port = port,
    UseEphemeralPort = port == 0,
});

// Changes made in place go out; null says that there is no replacement.
proxy.AddRequestInterceptor((request, flow) =>
{
    request.Url = request.Url.Replace("/old/", "/new/");
    request.Headers["User-Agent"] = "Proximity sample";
    request.Headers.Remove("Cookie");
    return null;
});

// A returned message takes the place of the received head; its body follows as the origin sends it.
proxy.AddResponseInterceptor((response, flow) =>
{
    if (response.Status != 404)
    {
        response.Headers["X-Flow"] = flow?.Id.ToString();
        return null;
    }

    var replacement = new ProxyResponse(410, "Gone");
    foreach ((string name, string value) in response.Headers)
    {
        replacement.Headers.Add(name, value);
    }

    return replacement;
});
Console.WriteLine($"Listening on http://{proxy.EndPoint}");

var stop = new TaskCompletionSource();
void OnSignal(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
await stop.Task;
