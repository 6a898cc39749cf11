using Proximity;

// A proxy in a process of its own, so that a test can read what the proxy alone costs. Arguments: its transport, and "record" to record flows.
// Prints its port, then for each line it is sent how many bytes it has allocated so far; runs until its standard input ends.
await using ProxyServer proxy = await ProxyServer.StartAsync(new ProxyOptions
{
    Bind = "127.0.0.1",
    UseEphemeralPort = true,
    Transport = Enum.Parse<Transport>(args[0]),
    RecordFlows = args.Contains("record"),
});
Console.WriteLine(proxy.EndPoint.Port);
while (Console.ReadLine() is not null)
{
    Console.WriteLine(GC.GetTotalAllocatedBytes(precise: true));
}
