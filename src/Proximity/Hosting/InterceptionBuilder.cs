using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Proximity.Access;
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
        var entries = new OptionEntries(problems);
        HostRules? Rules(IEnumerable<string> hosts, string member)
            => entries.Read(hosts, own => HostRules.Parse(own, out _), member, NoHost);
        return new InterceptionPlan(
            options.InterceptHosts is { } intercept ? Rules(intercept, nameof(options.InterceptHosts)) : null,
            Rules(options.PassThroughHosts ?? [], nameof(options.PassThroughHosts)) ?? HostRules.None,
            new OriginTlsPolicy
            {
                Insecure = Rules(options.InsecureOrigins ?? [], nameof(options.InsecureOrigins)) ?? HostRules.None,
                TrustedRoots = options.TrustedRoots is { } roots ? [.. roots] : [],
                Revocation = options.CheckRevocation,
                ClientCertificates = [.. ClientCertificates(options, Rules, problems)],
            });
    }

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
    /// <param name="plan">What was read of them.</param>
    /// <param name="originTls">What makes TLS with origins.</param>
    /// <param name="http2">What HTTP/2 needs to know.</param>
    /// <param name="logger">Where connections say what their own tasks met.</param>
    public static TlsInterception? Build(
        ProxyOptions proxy,
        InterceptionPlan plan,
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
                InterceptHosts = plan.InterceptHosts,
                PassThroughHosts = plan.PassThroughHosts,
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
        Func<IEnumerable<string>, string, HostRules?> rules,
        OptionProblems problems)
    {
        const string Member = nameof(options.ClientCertificates);
        foreach ((string host, X509Certificate2 certificate) in options.ClientCertificates ?? new Dictionary<string, X509Certificate2>())
        {
            HostRules? hosts = rules([host], Member);
            if (certificate?.HasPrivateKey != true)
            {
                problems.Add(Member, $"The certificate to show to {host} has no private key", ErrorCodes.CertificateLoadFailed, host);
            }
            else if (hosts is not null)
            {
                yield return (hosts, SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true));
            }
        }
    }
}
