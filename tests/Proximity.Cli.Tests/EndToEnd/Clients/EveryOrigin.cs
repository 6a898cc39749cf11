using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Proximity.Cli.Tests.EndToEnd.Clients;

/// <summary>A parent proxy that is every origin itself, in clear and over TLS: hosts need no address, and clients that spare the loopback their proxy see none.</summary>
internal sealed class EveryOrigin : IAsyncDisposable
{
    /// <summary>The host that it has a certificate for.</summary>
    public const string Host = "origin.test";

    /// <summary>What every response holds: a package for npm and its kin, and text for everybody else.</summary>
    public const string Answer = """{"name":"seen-package","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"name":"seen-package","version":"1.0.0"}}}""";

    private const string GitAnswer = "0123456789012345678901234567890123456789\trefs/heads/seen-package\n";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 certificate = Make();
    private readonly ConcurrentQueue<string> heads = new();
    private readonly ConcurrentBag<Task> connections = [];
    private readonly Task accepting;

    public EveryOrigin()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public string Authority => listener.LocalEndpoint.ToString()!;

    /// <summary>Whom to trust.</summary>
    public string Pem => certificate.ExportCertificatePem() + "\n";

    /// <summary>The heads that came, those of CONNECT too.</summary>
    public IReadOnlyList<string> Heads => [.. heads];

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections);
        certificate.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptSocketAsync()));
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            var head = await ReadHeadAsync(stream);
            if (!head.StartsWith("CONNECT ", StringComparison.Ordinal))
            {
                await AnswerAsync(stream, head);
                return;
            }

            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
            var first = new byte[1];
            if (await client.ReceiveAsync(first, SocketFlags.Peek) == 1 && first[0] == 22)
            {
                await using var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(certificate);
                await AnswerAsync(tls, await ReadHeadAsync(tls));
                await tls.ShutdownAsync();
                return;
            }

            await AnswerAsync(stream, await ReadHeadAsync(stream));
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException or SocketException)
        {
            // A peer that looked and left: the test sees that at the other end.
        }
    }

    /// <summary>Byte by byte, so that nothing behind it is taken.</summary>
    private async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one) == 0)
            {
                return head.ToString();
            }

            head.Append((char)one[0]);
        }

        heads.Enqueue(head.ToString());
        return head.ToString();
    }

    private static async Task AnswerAsync(Stream stream, string head)
    {
        if (head.Length == 0)
        {
            return;
        }

        var body = head.Contains("/info/refs", StringComparison.Ordinal) ? GitAnswer : Answer;
        var type = body == GitAnswer ? "text/plain" : "application/json";
        var answer = $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{(head.StartsWith("HEAD ", StringComparison.Ordinal) ? string.Empty : body)}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
    }

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
