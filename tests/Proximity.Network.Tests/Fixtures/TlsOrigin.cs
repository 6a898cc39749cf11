using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>An origin of TLS on loopback that answers every head with the same bytes, on as many connections as come.</summary>
public sealed class TlsOrigin : IAsyncDisposable
{
    /// <summary>The usual answer.</summary>
    public const string Ok = "HTTP/1.1 200 OK\r\nX-Origin: yes\r\nContent-Length: 2\r\n\r\nok";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> heads = new();
    private readonly ConcurrentQueue<SslStream> connections = new();
    private readonly SslServerAuthenticationOptions options;
    private readonly string answer;
    private readonly Task accepting;
    private int accepted;

    private TlsOrigin(SslServerAuthenticationOptions options, string answer)
    {
        this.options = options;
        this.answer = answer;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Its host and port, by name.</summary>
    public string Authority => $"localhost:{Port}";

    /// <summary>What it shows.</summary>
    public X509Certificate2 Certificate => (X509Certificate2)options.ServerCertificate!;

    /// <summary>The heads that came.</summary>
    public IReadOnlyList<string> Heads => [.. heads];

    /// <summary>How many connections came, whatever became of them.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>What connections from now on get in place of TLS.</summary>
    public Func<Stream, Task>? InClear { get; set; }

    /// <summary>The connections whose handshakes succeeded.</summary>
    public IReadOnlyList<SslStream> Connections => [.. connections];

    /// <summary>Starts it with this certificate.</summary>
    public static TlsOrigin Start(X509Certificate2? certificate = null, string answer = Ok, Action<SslServerAuthenticationOptions>? configure = null)
    {
        var options = new SslServerAuthenticationOptions { ServerCertificate = certificate ?? InterceptingProxy.OriginCertificate() };
        configure?.Invoke(options);
        return new TlsOrigin(options, answer);
    }

    /// <summary>From now on nobody gets through; connections that stand go on.</summary>
    public void StopListening() => listener.Stop();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting;
        foreach (SslStream connection in connections)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref accepted);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            if (InClear is { } script)
            {
                await script(client.GetStream());
                return;
            }

            await using var stream = new SslStream(client.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(options);
                connections.Enqueue(stream);
                await AnswerAsync(stream);
            }
            catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
            {
                // The other end is gone, or refused: the test sees it there.
            }
        }
    }

    private async Task AnswerAsync(SslStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
            if (head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                heads.Enqueue(head.ToString());
                head.Clear();
                await stream.WriteAsync(Encoding.Latin1.GetBytes(answer));
                if (answer.Contains("Connection: close", StringComparison.OrdinalIgnoreCase))
                {
                    await stream.ShutdownAsync();
                    return;
                }
            }
        }
    }
}
