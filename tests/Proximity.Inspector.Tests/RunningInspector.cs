using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Proximity.Control;

namespace Proximity.Inspector.Tests;

/// <summary>An inspector on a port of its own, and ways to talk to it.</summary>
internal sealed class RunningInspector : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private RunningInspector(InspectorServer server, MemoryStoreProxy proxy)
    {
        Server = server;
        Proxy = proxy;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = server.BaseUrl,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", server.Token) },
        };
    }

    public InspectorServer Server { get; }

    public MemoryStoreProxy Proxy { get; }

    /// <summary>A client with the token.</summary>
    public HttpClient Http { get; }

    public int Port => Server.BaseUrl.Port;

    public static async Task<RunningInspector> StartAsync(
        MemoryStoreProxy? proxy = null, Func<InspectorOptions, InspectorOptions>? change = null)
    {
        proxy ??= new MemoryStoreProxy();
        var options = new InspectorOptions(new ControlContext(proxy) { AllowsWrites = true }) { Port = 0 };
        return new RunningInspector(await InspectorServer.StartAsync(change?.Invoke(options) ?? options), proxy);
    }

    /// <summary>Signs a browser in.</summary>
    /// <returns>The cookie as it is sent.</returns>
    public async Task<string> SignInAsync()
    {
        string answer = await SendAsync(
            $"GET {Server.CreateSignInUrl().PathAndQuery} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nConnection: close\r\n\r\n");
        return Field(answer, "Set-Cookie")!.Split(';')[0];
    }

    /// <summary>Sends bytes as they are, and reads until the other side closes.</summary>
    public async Task<string> SendAsync(string request)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(Server.BaseUrl.Host, Port, deadline.Token);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), deadline.Token);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, deadline.Token);
        }
        catch (IOException)
        {
            // Reset instead of closed: what came counts.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <summary>The status of an answer; 0 for none.</summary>
    public static int Status(string answer)
        => answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3), provider: null) : 0;

    /// <summary>The value of a field; null when it is not there.</summary>
    public static string? Field(string answer, string name)
        => answer.Split("\r\n\r\n")[0].Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            ?[(name.Length + 1)..].Trim();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        await Proxy.Store.DisposeAsync();
    }
}
