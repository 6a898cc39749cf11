using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proximity.Protocol.Faults;
using Proximity.Tests.Tls;
using Proximity.Tests.Wires;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Tests.Server;

/// <summary>A tunnel that is dialled for late, because a connection through TLS waits, and whose origin is gone all the same.</summary>
public sealed class LateDialTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();
    private GoingNetwork? network;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task SilentClientWhoseOriginIsGone_IsDialledForOnce()
    {
        await using Harness harness = await Harness.StartAsync(
            options => options.Interception = new InterceptionOptions { CaFolder = folder.Path, InsecureOrigins = ["origin.test"] },
            between: inner => network = new GoingNetwork(inner));
        Listener origin = harness.Network.Listen(IPAddress.Loopback, 0);
        Task serving = ServeOneAsync(origin);
        string connect = $"CONNECT origin.test:{origin.EndPoint.Port} HTTP/1.1\r\nHost: origin.test\r\n\r\n";
        await AskAsync(await TunnelAsync(harness, connect));
        Assert.True(SpinWait.SpinUntil(() => harness.Proxy.IdleOriginConnections == 1, Limit));

        network!.IsGone = true;
        Wire silent = await TunnelAsync(harness, connect);
        Assert.Equal("", await Harness.ReadToEndAsync(silent).WaitAsync(Limit, TestContext.Current.CancellationToken));
        silent.Close();
        await harness.SettleAsync();
        origin.Close();
        await serving.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(ErrorCodes.UpstreamConnectFailed, Assert.Single(harness.Errors).Code);
        Assert.Equal(1, network.RefusedCount);
    }

    private static async Task<Wire> TunnelAsync(Harness harness, string connect)
    {
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(connect));
        Assert.StartsWith("HTTP/1.1 200 ", await Harness.ReadUntilAsync(client, "\r\n\r\n"), StringComparison.Ordinal);
        return client;
    }

    private static async Task AskAsync(Wire client)
    {
        await using var tls = new SslStream(new WireStream(client, default), leaveInnerStreamOpen: true, AcceptsAny);
        await tls.AuthenticateAsClientAsync("origin.test");
        await tls.WriteAsync("GET / HTTP/1.1\r\nHost: origin.test\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(tls);
        Assert.EndsWith("ok", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        client.Close();
    }

    /// <summary>Certificates are not what is asked about.</summary>
    private static bool AcceptsAny(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        => certificate is not null;

    /// <summary>Answers one request inside TLS, and keeps the connection.</summary>
    private static async Task ServeOneAsync(Listener listener)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = new CertificateAuthority(AuthorityMaker.Make(now)).Mint("origin.test", now);
        Wire wire = (await listener.AcceptAsync())!;
        await using var tls = new SslStream(new WireStream(wire, default), leaveInnerStreamOpen: true);
        await tls.AuthenticateAsServerAsync(certificate);
        byte[] buffer = new byte[4096];
        await tls.ReadAtLeastAsync(buffer, 1);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(Harness.Ok));
        while (await tls.ReadAsync(buffer) > 0)
        {
        }

        wire.Close();
    }

    /// <summary>Refuses connections once it is told to, and counts those.</summary>
    private sealed class GoingNetwork(MemoryNetwork inner) : Network
    {
        private int refusedCount;

        public bool IsGone { get; set; }

        public int RefusedCount => Volatile.Read(ref refusedCount);

        public override Listener Listen(IPAddress? address, int port) => inner.Listen(address, port);

        public override ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken)
            => inner.ResolveAsync(host, cancellationToken);

        public override ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
        {
            if (!IsGone)
            {
                return inner.ConnectAsync(endPoint, cancellationToken);
            }

            Interlocked.Increment(ref refusedCount);
            return new(new Connected(null, new SocketException((int)SocketError.ConnectionRefused)));
        }
    }
}
