using System.Net.Security;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Proximity.Access;
using Proximity.Tests.Tls;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Tests.Simulation;

/// <summary>TLS of the simulated clients and origins, and the proxy's settings for looking into it.</summary>
internal sealed class SimulatedTls : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly OriginTls clientSide;
    private readonly ClientTls originSide = new(TimeProvider.System, NullLogger.Instance);
    private readonly SslStreamCertificateContext certificate;

    public SimulatedTls()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var authority = new CertificateAuthority(AuthorityMaker.Make(now));
        certificate = SslStreamCertificateContext.Create(authority.Mint("origin.test", now), null, offline: true);
        Interception = new InterceptionOptions { CaFolder = folder["ca"], InsecureOrigins = ["*"] };
        var policy = new OriginTlsPolicy { Insecure = HostRules.Parse(["*"], out _)! };
        clientSide = new OriginTls(policy, TimeProvider.System, NullLogger.Instance, toleratesCutEnds: true);
    }

    /// <summary>The proxy's settings.</summary>
    public InterceptionOptions Interception { get; }

    public void Dispose() => folder.Dispose();

    /// <summary>TLS with the proxy in a tunnel to the origin; null when it does not come about.</summary>
    public async Task<Wire?> OpenAsync(Wire wire, string authority)
    {
        await wire.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n"));
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && (await wire.ReadAsync(one)).Count > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString().StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal)
            ? Made(wire, await clientSide.AuthenticateAsync(wire, default, new TlsTarget("origin.test", 443), [], CancellationToken.None))
            : Made(wire, new TlsOutcome(null, null));
    }

    /// <summary>The origin's side; null when it does not come about.</summary>
    public async Task<Wire?> ServeAsync(Wire wire) => Made(wire, await originSide.AuthenticateAsync(wire, default, certificate, []));

    private static TlsWire? Made(Wire wire, TlsOutcome outcome)
    {
        if (outcome.Wire is null)
        {
            wire.Abort();
        }

        return outcome.Wire;
    }
}
