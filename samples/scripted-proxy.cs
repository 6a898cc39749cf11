#:project ../src/Proximity/Proximity.csproj

// A proxy in one file, no project needed:
//   dotnet run samples/scripted-proxy.cs [PORT]
//   curl -i -x http://127.0.0.1:8080 http://example.com/
using System.Runtime.InteropServices;
using Proximity;

int port = args is [var text, ..] ? int.Parse(text) : ProxyOptions.DefaultPort;
await using var proxy = await ProxyServer.StartAsync(options => options.Listen("127.0.0.1", port));

proxy.AddResponseInterceptor((response, flow) =>
{
    Console.WriteLine($"{response.Status} {flow?.Request.Url}");
    response.Headers["X-Scripted"] = "yes";
    return null;
});
Console.WriteLine($"Listening on {proxy.ProxyUrl}");

var stop = new TaskCompletionSource();
void OnSignal(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
await stop.Task;
