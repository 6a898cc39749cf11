using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Proximity.Access;
using Proximity.Exchanges;
using Proximity.Protocol.Faults;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Hosting;

/// <summary>Freezes the options for interception, or says why they cannot work.</summary>
internal static class InterceptionBuilder
{
    private static readonly OptionEntries.Refusal NoHost = new(
        ErrorCodes.InvalidTargetRule,
        "no host pattern, address, CIDR range or preset, with or without :ports");

    /// <summary>What of the options is read before anything begins.</summary>
    public static InterceptionPlan Read(ProxyOptions proxy, OptionProblems problems)
    {
        InterceptionOptions options = proxy.Interception ?? new InterceptionOptions();
        return new InterceptionPlan(Hosts(options, problems), new OriginTlsPolicy
        {
            Insecure = Rules(options.InsecureOrigins ?? [], nameof(options.InsecureOrigins), problems),
            TrustedRoots = options.TrustedRoots is { } roots ? [.. roots] : [],
            Revocation = options.CheckRevocation,
            ClientCertificates = [.. ClientCertificates(options, problems)],
        });
    }

    /// <summary>Which tunnels are opened.</summary>
    public static InterceptionHosts Hosts(InterceptionOptions options, OptionProblems problems) => new(
        options.InterceptHosts is { } intercept ? Rules(intercept, nameof(options.InterceptHosts), problems) : null,
        Rules(options.PassThroughHosts ?? [], nameof(options.PassThroughHosts), problems));

    /// <summary>
    /// Looks at the files of a named authority where the start fails anyway, so that their problems are said with the others. An authority
    /// of this installation's own is not made for it.
    /// </summary>
    public static void JudgeAuthority(ProxyOptions proxy, OptionProblems problems)
    {
        if (proxy.Interception is not { } options || (string.IsNullOrEmpty(options.CaCert) && options.CaKey is null))
        {
            return;
        }

        try
        {
            CertificateAuthority.Load(options, proxy.TimeProvider ?? TimeProvider.System).Dispose();
        }
        catch (ProxyStartException exception)
        {
            problems.Add(exception);
        }
    }

    /// <param name="proxy">The options.</param>
    /// <param name="originTls">What makes TLS with origins.</param>
    /// <param name="http2">What HTTP/2 needs to know.</param>
    /// <param name="logger">Where connections say what their own tasks met.</param>
    public static TlsInterception? Build(
        ProxyOptions proxy,
        OriginTls originTls,
        Http2Settings http2,
        ILogger logger)
    {
        if (proxy.Interception is not { } options)
        {
            return null;
        }

        var authority = CertificateAuthority.Load(options, proxy.TimeProvider);
        try
        {
            return new TlsInterception
            {
                Authority = authority,
                Leaves = new LeafCache(authority, proxy.TimeProvider),
                Clients = new ClientTls(proxy.TimeProvider, logger),
                Origins = originTls,
                Rejections = new ClientTrustMemory(OptionLimits.Kept(options.RejectionMemory), proxy.TimeProvider),
                Http2 = ((IHttp2Starter?)options.Http2)?.Start(http2),
            };
        }
        catch
        {
            authority.Dispose();
            throw;
        }
    }

    private static IEnumerable<(HostRules, SslStreamCertificateContext)> ClientCertificates(
        InterceptionOptions options,
        OptionProblems problems)
    {
        const string Member = nameof(options.ClientCertificates);
        foreach ((string host, X509Certificate2 certificate) in options.ClientCertificates ?? new Dictionary<string, X509Certificate2>())
        {
            HostRules hosts = Rules([host], Member, problems);
            if (certificate?.HasPrivateKey != true)
            {
                problems.Add(Member, $"The certificate to show to {host} has no private key", ErrorCodes.CertificateLoadFailed, host);
            }
            else
            {
                yield return (hosts, SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true));
            }
        }
    }

    /// <summary>None where an entry cannot be read.</summary>
    private static HostRules Rules(IEnumerable<string> hosts, string member, OptionProblems problems)
        => new OptionEntries(problems).Read(hosts, own => HostRules.Parse(own, out _), member, NoHost) ?? HostRules.None;
}
