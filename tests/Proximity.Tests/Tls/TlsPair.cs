using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Tests.Tls;

/// <summary>Both ends of a TLS connection in one process.</summary>
internal static class TlsPair
{
    private static readonly CertificateAuthority Authority = LeafTests.New();

    /// <summary>Our side towards an origin, and our side towards a client, joined over a pair of wires.</summary>
    public static async Task<(TlsWire Client, TlsWire Server)> OverAsync(Wire near, Wire far, FakeTimeProvider? time = null)
    {
        var policy = new OriginTlsPolicy { TrustedRoots = [Authority.Public] };
        FakeTimeProvider clock = time ?? Clock();
        var client = new OriginTls(policy, clock, NullLogger.Instance, toleratesCutEnds: false);
        var server = new ClientTls(clock, NullLogger.Instance);
        var cache = new LeafCache(Authority, clock);
        Task<TlsOutcome> connecting = client.AuthenticateAsync(near, default, new TlsTarget("a.test", 443), [SslApplicationProtocol.Http11], TestContext.Current.CancellationToken).AsTask();
        TlsOutcome accepted = await server.AuthenticateAsync(far, default, await cache.GetAsync("a.test"), [SslApplicationProtocol.Http11]);
        TlsOutcome connected = await connecting;
        Assert.Null(connected.Fault);
        Assert.Null(accepted.Fault);
        return (connected.Wire!, accepted.Wire!);
    }

    /// <summary>The same with an end of ours towards an origin and a plain <see cref="SslStream"/> that takes one version only.</summary>
    public static async Task<(TlsWire Client, SslStream Server)> WithVersionAsync(SslProtocols version)
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair();
        FakeTimeProvider clock = Clock();
        var server = new SslStream(new WireStream(far, default));
        Task<TlsOutcome> connecting = new OriginTls(new OriginTlsPolicy { TrustedRoots = [Authority.Public] }, clock, NullLogger.Instance, toleratesCutEnds: false)
            .AuthenticateAsync(near, default, new TlsTarget("a.test", 443), [], TestContext.Current.CancellationToken).AsTask();
        using X509Certificate2 leaf = Authority.Mint("a.test", clock.GetUtcNow());
        await server.AuthenticateAsServerAsync(leaf, clientCertificateRequired: false, version, checkCertificateRevocation: false);
        TlsOutcome connected = await connecting;
        Assert.Null(connected.Fault);
        return (connected.Wire!, server);
    }

    /// <summary>A clock in the time for which the authority is made.</summary>
    public static FakeTimeProvider Clock() => new(new DateTimeOffset(2030, 1, 3, 0, 0, 0, TimeSpan.Zero));
}
