using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
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
    /// <param name="proxy">The options.</param>
    /// <param name="originTls">From <see cref="OriginTls(ProxyOptions, ILogger)"/>.</param>
    /// <param name="limits">The bounds of heads.</param>
    /// <param name="buffers">The proxy's pool.</param>
    /// <param name="logger">Where connections say what their own tasks met.</param>
    public static TlsInterception? Build(ProxyOptions proxy, OriginTls originTls, HeadLimits limits, BufferPool buffers, ILogger logger)
    {
        if (proxy.Interception is not { } options)
        {
            return null;
        }

        HostRules? intercept = options.InterceptHosts is null ? null : Rules(options.InterceptHosts, nameof(options.InterceptHosts));
        HostRules passThrough = Rules(options.PassThroughHosts ?? [], nameof(options.PassThroughHosts));
        var authority = CertificateAuthority.Load(options, proxy.TimeProvider);
        try
        {
            return new TlsInterception
            {
                Authority = authority,
                Leaves = new LeafCache(authority, proxy.TimeProvider),
                Clients = new ClientTls(proxy.TimeProvider, logger),
                Origins = originTls,
                Rejections = new ClientTrustMemory(options.RejectionMemory, proxy.TimeProvider),
                InterceptHosts = intercept,
                PassThroughHosts = passThrough,
                Http2 = ((IHttp2Starter?)options.Http2)?.Start(new Http2Settings(limits, proxy.Timeout, proxy.HeadTimeout, buffers) { TimeProvider = proxy.TimeProvider }),
            };
        }
        catch
        {
            authority.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What makes TLS with origins: for tunnels that are opened, for https targets without a tunnel, and where handlers say so.
    /// </summary>
    public static OriginTls OriginTls(ProxyOptions proxy, ILogger logger) => OriginTls(proxy, proxy.Interception ?? new InterceptionOptions(), logger);

    private static OriginTls OriginTls(ProxyOptions proxy, InterceptionOptions options, ILogger logger)
        => new(Origins(options), proxy.TimeProvider, logger, toleratesCutEnds: proxy.Strictness == Strictness.Lenient);

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
            : throw new ProxyStartException(ErrorCodes.CertificateLoadFailed, $"The certificate to show to {host} has no private key (option ClientCertificates).") { OptionName = nameof(InterceptionOptions.ClientCertificates) };

    private static HostRules Rules(IEnumerable<string> entries, string option)
        => HostRules.Parse(entries, out string? wrongEntry)
            ?? throw new ProxyStartException(ErrorCodes.InvalidTargetRule, $"'{wrongEntry}' is no host pattern, address, CIDR range or preset, with or without :ports (option {option}).") { OptionName = option };
}
