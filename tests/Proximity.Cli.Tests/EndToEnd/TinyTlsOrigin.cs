using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>An origin of HTTPS, with a certificate for localhost that vouches for itself, that answers every request head with the same small response and closes.</summary>
internal sealed class TinyTlsOrigin : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 certificate = Make();
    private readonly Task serving;

    public TinyTlsOrigin()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public string Authority => $"localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public string Url => $"https://{Authority}/";

    /// <summary>Whom to trust.</summary>
    public string Pem => certificate.ExportCertificatePem() + "\n";

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptSocketAsync();
                await AnswerAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        try
        {
            await using var stream = new SslStream(new NetworkStream(client));
            await stream.AuthenticateAsServerAsync(certificate);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret"u8.ToArray());
            await stream.ShutdownAsync();
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // A client that does not trust this origin, or that looked and left: the test sees that at the other end.
        }
    }

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
