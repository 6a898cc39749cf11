using System.Globalization;
using System.Net;
using System.Text;
using Proximity.Tests.Wires;
using Proximity.Wires;

namespace Proximity.Tests.Server;

/// <summary>Another upstream proxy, while connections through the one before stand and wait.</summary>
public class UpdateUpstreamTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task PlainRequest_GoesThroughTheNewUpstream()
    {
        var network = new MemoryNetwork();
        await using var a = NamedUpstream.Start(network, "a");
        await using var b = NamedUpstream.Start(network, "b");
        await using ProxyServer proxy = await StartAsync(network, options => options.UpstreamProxy = a.Address);
        Assert.Equal("a", await GetAsync(network, proxy));
        proxy.Update(options => options.UpstreamProxy = b.Address);
        Assert.Equal("b", await GetAsync(network, proxy));
        proxy.Update(options => options.Upstream.Proxy = a.Address);
        Assert.Equal("a", await GetAsync(network, proxy));
    }

    [Fact]
    public async Task TunnelThatWaits_IsNotUsedForTheNewUpstream()
    {
        var network = new MemoryNetwork();
        await using var a = NamedUpstream.Start(network, "a");
        await using var b = NamedUpstream.Start(network, "b");
        using var folder = new Tls.TemporaryFolder();
        await using ProxyServer proxy = await StartAsync(network, options =>
        {
            options.UpstreamProxy = a.Address;
            options.Intercept(i => i.CaFolder = folder["ca"]);
        });
        Assert.Equal("a", await GetInTunnelAsync(network, proxy));
        Assert.Equal(1, proxy.IdleOriginConnections);
        proxy.Update(options => options.UpstreamProxy = b.Address);
        Assert.Equal("b", await GetInTunnelAsync(network, proxy));
    }

    [Fact]
    public async Task RequestInATunnelThatStands_GoesThroughTheNewUpstream()
    {
        var network = new MemoryNetwork();
        await using var a = NamedUpstream.Start(network, "a");
        await using var b = NamedUpstream.Start(network, "b");
        using var folder = new Tls.TemporaryFolder();
        await using ProxyServer proxy = await StartAsync(network, options =>
        {
            options.UpstreamProxy = a.Address;
            options.Intercept(i => i.CaFolder = folder["ca"]);
        });
        Wire client = await OpenTunnelAsync(network, proxy);
        Assert.Equal("a", await AskAsync(client, "origin.test:80"));
        proxy.Update(options => options.UpstreamProxy = b.Address);
        Assert.Equal("b", await AskAsync(client, "origin.test:80"));
        client.Close();
    }

    /// <summary>Each set has an upstream and a handler of one name: an exchange that saw a part of each would show two names.</summary>
    [Fact]
    public async Task UpdatesUnderLoad_NoExchangeSeesAPartOfEach()
    {
        var network = new MemoryNetwork();
        await using var a = NamedUpstream.Start(network, "a");
        await using var b = NamedUpstream.Start(network, "b");
        NamedUpstream[] upstreams = [a, b];
        await using ProxyServer proxy = await StartAsync(network, options => Choose(options, a));
        using var enough = new CancellationTokenSource();
        Task updating = Task.Run(() =>
        {
            for (int turn = 1; !enough.IsCancellationRequested; turn++)
            {
                proxy.Update(options => Choose(options, upstreams[turn % 2]));
            }
        });
        string[][] seen = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AskManyAsync(network, proxy, 200))));
        await enough.CancelAsync();
        await updating;
        Assert.Equal(["a a", "b b"], seen.SelectMany(names => names).Distinct().Order());
    }

    private static void Choose(ProxyOptions options, NamedUpstream upstream)
    {
        options.UpstreamProxy = upstream.Address;
        options.Handlers.Clear();
        options.Handlers.Use(upstream.Name, async (exchange, next) =>
        {
            Verdict verdict = await next(exchange);
            exchange.Response.Headers["X-Set"] = upstream.Name;
            return verdict;
        }, HandlerNeeds.Heads);
    }

    private static async Task<string[]> AskManyAsync(MemoryNetwork network, ProxyServer proxy, int count)
    {
        Wire client = await ConnectAsync(network, proxy);
        var seen = new List<string>();
        for (int number = 0; number < count; number++)
        {
            await client.WriteAsync("GET http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\n\r\n"u8.ToArray());
            string head = await Harness.ReadUntilAsync(client, "\r\n\r\n");
            string set = head.Split("X-Set: ")[1].Split('\r')[0];
            seen.Add($"{set} {await Harness.ReadUntilAsync(client, set)}");
        }

        client.Close();
        return [.. seen];
    }

    private static async Task<ProxyServer> StartAsync(MemoryNetwork network, Action<ProxyOptions> configure)
    {
        var options = new ProxyOptions { UseEphemeralPort = true };
        configure(options);
        return await ProxyServer.StartAsync(options, network, TestContext.Current.CancellationToken);
    }

    private static async Task<Wire> ConnectAsync(MemoryNetwork network, ProxyServer proxy)
        => (await network.ConnectAsync(proxy.EndPoint, TestContext.Current.CancellationToken)).Wire!;

    private static async Task<string> GetAsync(MemoryNetwork network, ProxyServer proxy)
    {
        Wire client = await ConnectAsync(network, proxy);
        string name = await AskAsync(client, "origin.test", "http://origin.test/");
        client.Close();
        return name;
    }

    private static async Task<string> GetInTunnelAsync(MemoryNetwork network, ProxyServer proxy)
    {
        Wire client = await OpenTunnelAsync(network, proxy);
        string name = await AskAsync(client, "origin.test:80");
        client.Close();
        await proxy.Flows.WaitAsync(flow => flow.Request.Method == "GET").WaitAsync(Limit, TestContext.Current.CancellationToken);
        return name;
    }

    private static async Task<Wire> OpenTunnelAsync(MemoryNetwork network, ProxyServer proxy)
    {
        Wire client = await ConnectAsync(network, proxy);
        await client.WriteAsync("CONNECT origin.test:80 HTTP/1.1\r\nHost: origin.test:80\r\n\r\n"u8.ToArray());
        await Harness.ReadUntilAsync(client, "\r\n\r\n");
        return client;
    }

    private static async Task<string> AskAsync(Wire client, string host, string target = "/")
    {
        await client.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        await Harness.ReadUntilAsync(client, "\r\n\r\n");
        byte[] name = new byte[1];
        await client.ReadAsync(name).AsTask().WaitAsync(Limit);
        return Encoding.ASCII.GetString(name);
    }

    /// <summary>An upstream proxy that answers every request itself, in tunnels too, with its name of one letter.</summary>
    private sealed class NamedUpstream(Listener listener, string name) : IAsyncDisposable
    {
        private Task running = Task.CompletedTask;

        public string Name => name;

        public string Address => string.Create(CultureInfo.InvariantCulture, $"{name}.test:{listener.EndPoint.Port}");

        public static NamedUpstream Start(MemoryNetwork network, string name)
        {
            var upstream = new NamedUpstream(network.Listen(IPAddress.Loopback, 0), name);
            upstream.running = Task.Run(upstream.AcceptAsync);
            return upstream;
        }

        public async ValueTask DisposeAsync()
        {
            listener.Close();
            await running;
        }

        private async Task AcceptAsync()
        {
            var serving = new List<Task>();
            while (await listener.AcceptAsync() is { } wire)
            {
                serving.Add(ServeAsync(wire));
            }

            await Task.WhenAll(serving).WaitAsync(Limit);
        }

        private async Task ServeAsync(Wire wire)
        {
            while (await ReadHeadAsync(wire) is { Length: > 0 } head)
            {
                string answer = head.StartsWith("CONNECT ", StringComparison.Ordinal)
                    ? "HTTP/1.1 200 OK\r\n\r\n"
                    : $"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{name}";
                await wire.WriteAsync(Encoding.ASCII.GetBytes(answer));
            }

            wire.Close();
        }

        /// <summary>Without a limit: a connection may wait for its next request for as long as the test takes.</summary>
        private static async Task<string> ReadHeadAsync(Wire wire)
        {
            var head = new StringBuilder();
            byte[] one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await wire.ReadAsync(one) is { Count: > 0 })
            {
                head.Append((char)one[0]);
            }

            return head.ToString();
        }
    }
}
