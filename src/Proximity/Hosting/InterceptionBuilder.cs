using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Proximity.Access;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Hosting;

/// <summary>Freezes the options for interception, or says why they cannot work.</summary>
internal static class InterceptionBuilder
{
    public static TlsInterception? Build(ProxyOptions proxy, HeadLimits limits, BufferPool buffers)
    {
        if (proxy.Interception is not { } options)
        {
            return null;
        }

        HostRules? intercept = options.InterceptHosts is null ? null : Rules(options.InterceptHosts, nameof(options.InterceptHosts));
        HostRules passThrough = Rules(options.PassThroughHosts ?? [], nameof(options.PassThroughHosts));
        OriginTlsPolicy origins = Origins(options);
        var authority = CertificateAuthority.Load(options, proxy.TimeProvider);
        return new TlsInterception
        {
            Authority = authority,
            Leaves = new LeafCache(authority, proxy.TimeProvider),
            Clients = new ClientTls(proxy.TimeProvider),
            Origins = new OriginTls(origins, proxy.TimeProvider, toleratesCutEnds: proxy.Strictness == Strictness.Lenient),
            Rejections = new RejectionMemory(options.RejectionMemory, proxy.TimeProvider),
            InterceptHosts = intercept,
            PassThroughHosts = passThrough,
            Http2 = options.Http2?.Start(new Http2Settings(limits, proxy.Timeout, proxy.HeadTimeout, buffers) { TimeProvider = proxy.TimeProvider }),
        };
    }

    private static OriginTlsPolicy Origins(InterceptionOptions options) => new()
    {
        Insecure = Rules(options.InsecureOrigins ?? [], nameof(options.InsecureOrigins)),
        TrustedRoots = options.TrustedRoots is { } roots ? [.. roots] : [],
        Revocation = options.CheckRevocation,
        ClientCertificates = [.. (options.ClientCertificates ?? new Dictionary<string, X509Certificate2>()).Select(entry => (Rules([entry.Key], nameof(options.ClientCertificates)), Context(entry.Key, entry.Value)))],
    };

    private static SslStreamCertificateContext Context(string host, X509Certificate2 certificate)
        => certificate.HasPrivateKey
            ? SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true)
            : throw new ProxyStartException(ErrorCodes.CertificateLoadFailed, $"The certificate to show to {host} has no private key (option ClientCertificates).");

    private static HostRules Rules(IEnumerable<string> entries, string option)
        => HostRules.Parse(entries, out string? wrongEntry)
            ?? throw new ProxyStartException(ErrorCodes.InvalidTargetRule, $"'{wrongEntry}' is no host pattern, address, CIDR range or preset, with or without :ports (option {option}).");
}
