using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Proximity.Flows;
using Proximity.Tests.Wires;
using Proximity.Wires;

namespace Proximity.Tests.Server;

/// <summary>
/// A proxy and an origin on a network in memory. The origin answers every head with the same bytes; errors and completed flows are kept.
/// </summary>
internal sealed class Harness : IAsyncDisposable
{
    public const string Ok = "HTTP/1.1 200 OK\r\nX-Origin: yes\r\nContent-Length: 2\r\n\r\nok";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Listener originListener;
    private readonly Task originRun;
    private readonly ConcurrentQueue<string> originSaw = new();

    private Harness(MemoryNetwork network, Listener originListener, ProxyServer proxy, Task originRun)
    {
        Network = network;
        this.originListener = originListener;
        Proxy = proxy;
        this.originRun = originRun;
    }

    public MemoryNetwork Network { get; }

    public ProxyServer Proxy { get; }

    public ConcurrentQueue<ProxyError> Errors { get; private init; } = new();

    public ConcurrentQueue<Flow> Completed { get; private init; } = new();

    /// <summary>The heads, and what followed them at once, that the origin has seen.</summary>
    public ConcurrentQueue<string> OriginSaw => originSaw;

    public int OriginPort => originListener.EndPoint.Port;

    public static async Task<Harness> StartAsync(Action<ProxyOptions>? configure = null, string answer = Ok, Func<MemoryNetwork, Network>? between = null)
    {
        var network = new MemoryNetwork();
        Listener originListener = network.Listen(IPAddress.Loopback, 0);
        var errors = new ConcurrentQueue<ProxyError>();
        var completed = new ConcurrentQueue<Flow>();
        var options = new ProxyOptions
        {
            UseEphemeralPort = true,
            OnError = error =>
            {
                errors.Enqueue(error);
                return default;
            },
            OnFlowCompleted = flow =>
            {
                completed.Enqueue(flow);
                return default;
            },
        };
        configure?.Invoke(options);
        ProxyServer proxy = await ProxyServer.StartAsync(options, new StrictNetwork(between?.Invoke(network) ?? network), TestContext.Current.CancellationToken);
        Harness? harness = null;
        harness = new Harness(network, originListener, proxy, Task.Run(() => ServeAsync(originListener, answer, head => harness!.originSaw.Enqueue(head))))
        {
            Errors = errors,
            Completed = completed,
        };
        return harness;
    }

    public async Task<Wire> ConnectAsync() => (await Network.ConnectAsync(Proxy.EndPoint, CancellationToken.None)).Wire!;

    /// <summary>Sends a GET of <c>http://origin.test:port/path</c> that closes afterwards, and returns all that comes back.</summary>
    public Task<string> GetAsync(string path = "/x", string fields = "")
        => ExchangeAsync($"GET http://origin.test:{OriginPort}{path} HTTP/1.1\r\nHost: origin.test:{OriginPort}\r\nConnection: close\r\n{fields}\r\n");

    public async Task<string> ExchangeAsync(string request)
    {
        Wire client = await ConnectAsync();
        await client.WriteAsync(Encoding.Latin1.GetBytes(request));
        string answer = await ReadToEndAsync(client).WaitAsync(Limit);
        client.Close();
        return answer;
    }

    public static async Task<string> ReadToEndAsync(Wire wire)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (await wire.ReadAsync(buffer) is { Count: > 0 } result)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, result.Count));
        }

        return text.ToString();
    }

    /// <summary>Reads until this text has come; what came is returned.</summary>
    public static async Task<string> ReadUntilAsync(Wire wire, string end)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal) && await wire.ReadAsync(one).AsTask().WaitAsync(Limit) is { Count: > 0 })
        {
            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    /// <summary>Stops the proxy, so that every error and flow has arrived.</summary>
    public async Task SettleAsync() => await Proxy.StopAsync(Limit);

    public async ValueTask DisposeAsync()
    {
        await Proxy.StopAsync();
        originListener.Close();
        await originRun;
    }

    private static async Task ServeAsync(Listener listener, string answer, Action<string> saw)
    {
        var running = new List<Task>();
        while (await listener.AcceptAsync() is { } wire)
        {
            running.Add(ServeAsync(wire, answer, saw));
        }

        await Task.WhenAll(running).WaitAsync(Limit);
    }

    private static async Task ServeAsync(Wire wire, string answer, Action<string> saw)
    {
        while (await ReadUntilAsync(wire, "\r\n\r\n") is { Length: > 0 } head)
        {
            saw(head);
            await wire.WriteAsync(Encoding.Latin1.GetBytes(answer));
            if (answer.Contains("\r\nConnection: close\r\n", StringComparison.Ordinal))
            {
                break;
            }
        }

        wire.Close();
    }
}
