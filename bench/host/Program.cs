using System.CommandLine;
using System.Globalization;
using Proximity;

// As the program does, before the first socket.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", Environment.GetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS") ?? "1");

var bind = new Option<string>("--bind") { Description = "The address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
var port = new Option<int>("--port") { Description = "The port to listen on." };
var timeout = new Option<double>("--timeout") { Description = "How long a connection may be silent, in seconds.", DefaultValueFactory = _ => 30 };
var upstream = new Option<string?>("--upstream") { Description = "The parent proxy." };
var noRecord = new Option<bool>("--no-record") { Description = "Keeps no flows." };
var intercept = new Option<bool>("--intercept") { Description = "Adds a request and a response interceptor, each of which sets a field." };

var command = new RootCommand("The library in a program of its own, to be measured. Says \"started\"; answers each line with the bytes allocated so far; ends when its input does.") { bind, port, timeout, upstream, noRecord, intercept };
command.SetAction(async (line, cancellationToken) =>
{
    var options = new ProxyOptions
    {
        Bind = line.GetValue(bind),
        Port = line.GetValue(port),
        Timeout = TimeSpan.FromSeconds(line.GetValue(timeout)),
        UpstreamProxy = line.GetValue(upstream),
        RecordFlows = !line.GetValue(noRecord),
    };
    await using var proxy = await ProxyServer.StartAsync(options, cancellationToken);
    if (line.GetValue(intercept))
    {
        Intercept(proxy);
    }

    await Console.Out.WriteLineAsync("started");
    while (await Console.In.ReadLineAsync(cancellationToken) is not null)
    {
        await Console.Out.WriteLineAsync(GC.GetTotalAllocatedBytes().ToString(CultureInfo.InvariantCulture));
    }

    return 0;
});
return await command.Parse(args).InvokeAsync();

static void Intercept(ProxyServer proxy)
{
    proxy.AddRequestInterceptor((request, _) =>
    {
        request.Headers["X-Request-Seen"] = "yes";
        return null;
    });
    proxy.AddResponseInterceptor((response, _) =>
    {
        response.Headers["X-Response-Seen"] = "yes";
        return null;
    });
}
