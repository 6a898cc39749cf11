// The smallest proxy that shows something: one line for each exchange, until Ctrl+C.
//   dotnet run --project samples/HelloProxy [PORT]
//   curl -x http://127.0.0.1:8080 http://example.com/
using System.Runtime.InteropServices;
using Proximity;

int port = args is [var text, ..] ? int.Parse(text) : ProxyOptions.DefaultPort;
await using var proxy = await ProxyServer.StartAsync(new ProxyOptions
{
    Bind = "127.0.0.1",
    Port = port,
    UseEphemeralPort = port == 0,

    // A flow is complete when the last byte of its response has gone out, or when the exchange failed.
    OnFlowCompleted = flow =>
    {
        string outcome = flow.Response?.Status.ToString() ?? flow.ErrorCode ?? "no response";
        Console.WriteLine($"{outcome} {flow.Request.Method} {flow.Request.Url} {flow.ResponseBytes} bytes {flow.Duration.TotalMilliseconds:0.0} ms");
        return ValueTask.CompletedTask;
    },
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

// Requests under way may finish; what is left after three seconds is broken off.
await proxy.StopAsync(TimeSpan.FromSeconds(3));
