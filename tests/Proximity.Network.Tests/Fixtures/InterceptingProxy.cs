using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Proximity.Flows;
using Proximity.Tls;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>A proxy that looks into tunnels, with an authority of its own, and one that vouches for the tests' origins.</summary>
public sealed class InterceptingProxy : IAsyncDisposable
{
    private static readonly CertificateAuthority Origins = new(AuthorityMaker.Make(TimeProvider.System.GetUtcNow()));

    private readonly TemporaryDirectory directory;

    private InterceptingProxy(TemporaryDirectory directory, RunningProxy proxy)
    {
        this.directory = directory;
        Proxy = proxy;
        AuthorityFile = directory.Write("client/ca.pem", proxy.Server.AuthorityCertificate!.ExportCertificatePem());
    }

    /// <summary>The proxy.</summary>
    public RunningProxy Proxy { get; }

    /// <summary>The authority's certificate as clients name it.</summary>
    public string AuthorityFile { get; }

    /// <summary>A file beside it.</summary>
    public string this[string name] => directory[name];

    /// <summary>The authority that the proxy trusts for origins.</summary>
    public static X509Certificate2 OriginAuthority => Origins.Public;

    /// <summary>Starts it; what the test does not set is the default, but that the tests' origins are trusted.</summary>
    public static async Task<InterceptingProxy> StartAsync(Action<InterceptionOptions>? configure = null, Action<ProxyOptions>? configureProxy = null)
    {
        var directory = new TemporaryDirectory();
        var interception = new InterceptionOptions { CaFolder = directory["ca"], TrustedRoots = [OriginAuthority] };
        configure?.Invoke(interception);
        return new InterceptingProxy(directory, await RunningProxy.StartAsync(options =>
        {
            options.Interception = interception;
            configureProxy?.Invoke(options);
        }));
    }

    /// <summary>A certificate for an origin, which the proxy trusts.</summary>
    public static X509Certificate2 OriginCertificate(string host = "localhost", DateTimeOffset? now = null) => Origins.Mint(host, now ?? TimeProvider.System.GetUtcNow());

    /// <summary>A client that goes through the proxy and trusts its authority.</summary>
    public HttpClient Client(Action<SslClientAuthenticationOptions>? configure = null)
    {
        var handler = new SocketsHttpHandler { Proxy = new WebProxy(Proxy.Url), UseProxy = true };
        handler.SslOptions = ClientOptions();
        configure?.Invoke(handler.SslOptions);
        return new HttpClient(handler) { Timeout = Limits.Step };
    }

    /// <summary>TLS towards the proxy, in a tunnel.</summary>
    public async Task<SslStream> OpenTlsAsync(string authority, string? serverName = null, Action<SslClientAuthenticationOptions>? configure = null, Func<Stream, Stream>? between = null)
    {
        Stream tunnel = await Tunnels.OpenStreamAsync(Proxy.EndPoint, authority);
        var tls = new SslStream(between?.Invoke(tunnel) ?? tunnel);
        SslClientAuthenticationOptions options = ClientOptions(serverName ?? authority.Split(':')[0]);
        configure?.Invoke(options);
        await tls.AuthenticateAsClientAsync(options).WithinStep();
        return tls;
    }

    /// <summary>The flow of the first request with this method, once it has ended.</summary>
    public Task<Flow> FlowAsync(string method) => Proxy.Completed.FirstAsync(flow => flow.Request.Method == method, $"the flow of a {method}");

    /// <summary>The output of a curl that goes through the proxy and trusts its authority.</summary>
    public Task<ProgramResult> CurlAsync(params string[] arguments)
        => ProcessRunner.RunAsync("curl", ["-q", "-sS", "--noproxy", "", "-x", Proxy.Url, "--cacert", AuthorityFile, .. arguments]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        directory.Dispose();
    }

    /// <summary>TLS of a client that trusts the proxy's authority.</summary>
    public SslClientAuthenticationOptions ClientOptions(string? serverName = null) => new()
    {
        TargetHost = serverName,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { Proxy.Server.AuthorityCertificate! },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };
}
