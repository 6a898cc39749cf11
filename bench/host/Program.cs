using System.CommandLine;
using System.Text.Json.Nodes;
using Proximity;

// As the program does, before the first socket.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", Environment.GetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS") ?? "1");

var bind = new Option<string>("--bind") { Description = "The address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
var port = new Option<int>("--port") { Description = "The port to listen on." };
var timeout = new Option<double>("--timeout") { Description = "How long a connection may be silent, in seconds.", DefaultValueFactory = _ => 30 };
var upstream = new Option<string?>("--upstream") { Description = "The parent proxy." };
var noRecord = new Option<bool>("--no-record") { Description = "Keeps no flows." };
var intercept = new Option<bool>("--intercept") { Description = "Adds a request and a response interceptor, each of which sets a field." };
var changeJson = new Option<bool>("--change-json") { Description = "Adds a handler that holds JSON below /json/ and changes a field." };
var transform = new Option<bool>("--transform") { Description = "Adds a handler that replaces a word in every response as it passes." };
var maxFlows = new Option<int>("--max-flows") { Description = "How many flows are kept.", DefaultValueFactory = _ => 1000 };
var maxFlowBytes = new Option<long>("--max-flow-bytes") { Description = "What they keep in all.", DefaultValueFactory = _ => 64L << 20 };

var command = new RootCommand(
    "The library in a program of its own, to be measured. Says \"started\"; answers the line \"kept\" with the bytes in use, those of "
    + "flows and the number of flows, any other with the bytes allocated so far; ends when its input does.")
{
    bind, port, timeout, upstream, noRecord, intercept, changeJson, transform, maxFlows, maxFlowBytes,
};
command.SetAction(async (line, cancellationToken) =>
{
    var options = new ProxyOptions
    {
        Bind = line.GetValue(bind),
        Port = line.GetValue(port),
        Timeout = TimeSpan.FromSeconds(line.GetValue(timeout)),
        UpstreamProxy = line.GetValue(upstream),
        RecordFlows = !line.GetValue(noRecord),
        MaxFlows = line.GetValue(maxFlows),
        MaxFlowBytes = line.GetValue(maxFlowBytes),
    };
    await using var proxy = await ProxyServer.StartAsync(options, cancellationToken);
    if (line.GetValue(intercept))
    {
        Intercept(proxy);
    }

    if (line.GetValue(changeJson))
    {
        proxy.Handlers.Use("json", ChangeJsonAsync, HandlerNeeds.ResponseBody);
    }

    if (line.GetValue(transform))
    {
        proxy.Handlers.Use("transform", ReplaceWordAsync, HandlerNeeds.ResponseBody);
    }

    await Console.Out.WriteLineAsync("started");
    while (await Console.In.ReadLineAsync(cancellationToken) is { } asked)
    {
        await Console.Out.WriteLineAsync(asked == "kept" ? Kept(proxy) : $"{GC.GetTotalAllocatedBytes()}");
    }

    return 0;
});
return await command.Parse(args).InvokeAsync();

static string Kept(ProxyServer proxy)
    => $"{GC.GetTotalMemory(forceFullCollection: true)} {proxy.Flows.Bytes} {proxy.Flows.Count}";

static async ValueTask<Verdict> ChangeJsonAsync(ExchangeContext exchange, ExchangeDelegate next)
{
    Verdict verdict = await next(exchange);
    if (exchange.Request.Path.StartsWith("/json/", StringComparison.Ordinal))
    {
        JsonNode content = JsonNode.Parse((await exchange.Response.Body.ReadAsync()).Span)!;
        content["name"] = "changed";
        exchange.Response.Body.Replace(Body.Text(content.ToJsonString(), "application/json"));
    }

    return verdict;
}

static async ValueTask<Verdict> ReplaceWordAsync(ExchangeContext exchange, ExchangeDelegate next)
{
    Verdict verdict = await next(exchange);
    if (exchange.HasResponse)
    {
        exchange.Response.Body.Transform(WordReplacement.RunAsync);
    }

    return verdict;
}

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
