using System.Security.Cryptography.X509Certificates;
using Proximity.Cli.Authority;
using Proximity.Cli.Launching;
using Proximity.Cli.Tests.Authority;

namespace Proximity.Cli.Tests.Launching;

public sealed class CommandEnvironmentTests : IDisposable
{
    private readonly TemporaryFolder root = new();
    private readonly OpenedAuthority opened = new();
    private readonly OpenedAuthority systems = new();
    private readonly OpenedAuthority users = new();
    private readonly Dictionary<string, string> own = [];

    public CommandEnvironmentTests()
    {
        Directory.CreateDirectory(root.File("etc/ssl/certs"));
        root.Write("etc/ssl/certs/ca-certificates.crt", systems.Pem);
    }

    [Fact]
    public void ProxyVariables_AreSetInBothSpellingsAndNothingIsExcepted()
    {
        var variables = Make(files: null);

        foreach (var name in (string[])["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
        {
            Assert.Equal("http://127.0.0.1:81", variables[name]);
        }

        Assert.Equal((string.Empty, string.Empty, "1"), (variables["no_proxy"], variables["NO_PROXY"], variables["NODE_USE_ENV_PROXY"]));
        Assert.Equal("-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=81 -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=81 -Dhttp.nonProxyHosts=", variables["JAVA_TOOL_OPTIONS"]);
        Assert.DoesNotContain("SSL_CERT_FILE", variables.Keys);
    }

    [Theory]
    [InlineData("SSL_CERT_FILE")]
    [InlineData("CURL_CA_BUNDLE")]
    [InlineData("GIT_SSL_CAINFO")]
    [InlineData("GIT_PROXY_SSL_CAINFO")]
    [InlineData("REQUESTS_CA_BUNDLE")]
    [InlineData("PIP_CERT")]
    [InlineData("CARGO_HTTP_CAINFO")]
    [InlineData("AWS_CA_BUNDLE")]
    public void FileThatReplacesTheRoots_HoldsThemAndTheAuthority(string name)
    {
        using var files = Files();

        Assert.Equal([opened.Thumbprint, systems.Thumbprint], Thumbprints(Make(files)[name]));
    }

    [Theory]
    [InlineData("NODE_EXTRA_CA_CERTS")]
    [InlineData("DENO_CERT")]
    public void FileThatIsAddedToTheRoots_HoldsTheAuthorityAlone(string name)
    {
        using var files = Files();

        Assert.Equal([opened.Thumbprint], Thumbprints(Make(files)[name]));
    }

    [Fact]
    public void FilesThatTheUserNamed_GoOnBeingTrusted()
    {
        own["NODE_EXTRA_CA_CERTS"] = root.Write("extra.pem", users.Pem);
        own["REQUESTS_CA_BUNDLE"] = root.Write("requests.pem", users.Pem);
        own["JAVA_TOOL_OPTIONS"] = "-Xmx1g";
        using var files = Files();

        var variables = Make(files);

        Assert.Equal([opened.Thumbprint, users.Thumbprint], Thumbprints(variables["NODE_EXTRA_CA_CERTS"]));
        Assert.Equal([opened.Thumbprint, systems.Thumbprint, users.Thumbprint], Thumbprints(variables["SSL_CERT_FILE"]));
        Assert.StartsWith("-Xmx1g -Dhttp.proxyHost=", variables["JAVA_TOOL_OPTIONS"], StringComparison.Ordinal);
    }

    [Fact]
    public void Java_GetsAStoreOfItsOwn()
    {
        using var files = Files();

        Assert.EndsWith($" -Djavax.net.ssl.trustStore={files.JavaPath} -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword=changeit", Make(files)["JAVA_TOOL_OPTIONS"], StringComparison.Ordinal);
        var store = X509CertificateLoader.LoadPkcs12CollectionFromFile(files.JavaPath, null);
        Assert.Equal(new[] { opened.Thumbprint, systems.Thumbprint }.Order(StringComparer.Ordinal), store.Select(one => one.Thumbprint).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_AreTheirOwnersAloneAndGo()
    {
        var files = Files();
        var folder = Path.GetDirectoryName(files.BundlePath)!;
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }

        Assert.DoesNotContain("PRIVATE KEY", File.ReadAllText(files.BundlePath), StringComparison.Ordinal);
        files.Dispose();
        Assert.False(Directory.Exists(folder));
    }

    public void Dispose()
    {
        opened.Dispose();
        systems.Dispose();
        users.Dispose();
        root.Dispose();
    }

    private Machine Machine => new(root.Path, root.Path, new RecordedTools(), own.GetValueOrDefault);

    private TrustFiles Files() => new(opened.Authority.Certificate, Machine, CommandEnvironment.OwnBundles(own.GetValueOrDefault));

    private IReadOnlyDictionary<string, string> Make(TrustFiles? files) => CommandEnvironment.Make("127.0.0.1", 81, files, own.GetValueOrDefault);

    private static IEnumerable<string> Thumbprints(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates.Select(certificate => certificate.Thumbprint);
    }
}
