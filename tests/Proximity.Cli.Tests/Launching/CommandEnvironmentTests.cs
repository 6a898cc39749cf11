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
    private readonly OpenedAuthority others = new();
    private readonly Dictionary<string, string> own = [];

    public CommandEnvironmentTests()
    {
        Directory.CreateDirectory(root.File("etc/ssl/certs"));
        root.Write("etc/ssl/certs/ca-certificates.crt", systems.Pem);
    }

    [Theory]
    [InlineData("http_proxy")]
    [InlineData("https_proxy")]
    [InlineData("all_proxy")]
    [InlineData("HTTP_PROXY")]
    [InlineData("HTTPS_PROXY")]
    [InlineData("ALL_PROXY")]
    [InlineData("npm_config_proxy")]
    [InlineData("npm_config_https_proxy")]
    [InlineData("YARN_HTTP_PROXY")]
    [InlineData("YARN_HTTPS_PROXY")]
    [InlineData("CARGO_HTTP_PROXY")]
    [InlineData("GLOBAL_AGENT_HTTP_PROXY")]
    [InlineData("GLOBAL_AGENT_HTTPS_PROXY")]
    public void ProxyVariable_NamesTheProxyWhateverTheUsersSays(string name)
    {
        own[name] = "http://user:secret@other.example:3128";

        Assert.Equal("http://127.0.0.1:81", Make(files: null)[name]);
    }

    [Theory]
    [InlineData("no_proxy")]
    [InlineData("NO_PROXY")]
    [InlineData("npm_config_noproxy")]
    public void OnlyTheProxyItself_IsExcepted(string name)
    {
        own[name] = "*";

        Assert.Equal("127.0.0.1:81", Make(files: null)[name]);
    }

    [Theory]
    [InlineData("NODE_USE_ENV_PROXY")]
    [InlineData("MOJO_PROXY")]
    [InlineData("PERL_LWP_ENV_PROXY")]
    public void Switch_IsOn(string name) => Assert.Equal("1", Make(files: null)[name]);

    /// <summary>A variable that would do harm where it is new is replaced where the user has set it.</summary>
    [Theory]
    [InlineData("PIP_PROXY", "http://127.0.0.1:81")]
    [InlineData("NPM_CONFIG_HTTPS_PROXY", "http://127.0.0.1:81")]
    [InlineData("NPM_CONFIG_NOPROXY", "127.0.0.1:81")]
    [InlineData("YARN_HTTPS_CA_FILE_PATH", null)]
    [InlineData("NPM_CONFIG_CAFILE", null)]
    public void VariableOfTheUsers_IsReplacedAndNotAdded(string name, string? expected)
    {
        using var files = Files();
        Assert.DoesNotContain(name, Make(files).Keys);
        own[name] = "of-the-user";

        Assert.Equal(expected ?? files.BundlePath, Make(files)[name]);
    }

    [Fact]
    public void WithoutTrust_NothingOfTrustIsSet()
    {
        var names = Make(files: null).Keys;

        Assert.All((string[])["SSL_CERT_FILE", "npm_config_cafile", "NODE_EXTRA_CA_CERTS", "WGETRC", "PHP_INI_SCAN_DIR", "NODE_OPTIONS"], name => Assert.DoesNotContain(name, names));
    }

    [Fact]
    public void Java_IsGivenTheProxyBehindTheUsersOptions()
    {
        const string Proxy = "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=81 -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=81 -Dhttp.nonProxyHosts=";
        Assert.Equal(Proxy, Make(files: null)["JAVA_TOOL_OPTIONS"]);
        own["JAVA_TOOL_OPTIONS"] = "-Xmx1g";
        own["MAVEN_OPTS"] = "-Dhttps.proxyHost=other.example";
        own["GRADLE_OPTS"] = "-Xmx2g";

        var variables = Make(files: null);

        Assert.Equal("-Xmx1g " + Proxy, variables["JAVA_TOOL_OPTIONS"]);
        Assert.Equal("-Dhttps.proxyHost=other.example " + Proxy, variables["MAVEN_OPTS"]);
        Assert.DoesNotContain("GRADLE_OPTS", variables.Keys);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("2", 2)]
    public void Git_IsGivenOneSettingMore(string? count, int index)
    {
        if (count is not null)
        {
            own["GIT_CONFIG_COUNT"] = count;
        }

        var variables = Make(files: null);

        Assert.Equal(("http.proxy", "http://127.0.0.1:81", $"{index + 1}"), (variables[$"GIT_CONFIG_KEY_{index}"], variables[$"GIT_CONFIG_VALUE_{index}"], variables["GIT_CONFIG_COUNT"]));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("2147483647")]
    public void CountThatGitRefuses_IsLeftToGit(string count)
    {
        own["GIT_CONFIG_COUNT"] = count;

        Assert.DoesNotContain("GIT_CONFIG_COUNT", Make(files: null).Keys);
    }

    [Fact]
    public void Wget_KeepsTheUsersLinesAndTakesOursOverThem()
    {
        root.Write(".wgetrc", "tries=3\nhttp_proxy=http://other.example:3128");
        using var files = Files();
        var ours = $"\nuse_proxy=on\nno_proxy=\nhttp_proxy=http://127.0.0.1:81\nhttps_proxy=http://127.0.0.1:81\nca_certificate={files.BundlePath}\n";

        Assert.Equal("tries=3\nhttp_proxy=http://other.example:3128" + ours, File.ReadAllText(Make(files)["WGETRC"]));

        own["WGETRC"] = root.Write("other.wgetrc", "tries=4");
        Assert.Equal("tries=4" + ours, File.ReadAllText(Make(files)["WGETRC"]));

        own["WGETRC"] = root.File("missing.wgetrc");
        Assert.Equal(ours, File.ReadAllText(Make(files)["WGETRC"]));
    }

    [Fact]
    public void Node_LoadsAScriptBehindTheUsersOptions()
    {
        own["NODE_OPTIONS"] = "--max-old-space-size=100";
        using var files = Files();

        var options = Make(files)["NODE_OPTIONS"].Split('"');

        Assert.Equal(("--max-old-space-size=100 --require ", string.Empty), (options[0], options[2]));
        Assert.StartsWith("'use strict';\nconst PROXY = { host: '127.0.0.1', port: 81 };\n", File.ReadAllText(options[1]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, ":")]
    [InlineData("", "")]
    [InlineData("/etc/mine", "/etc/mine:")]
    public void Php_ReadsASettingsFolderMore(string? mine, string before)
    {
        if (mine is not null)
        {
            own["PHP_INI_SCAN_DIR"] = mine;
        }

        using var files = Files();

        var value = Make(files)["PHP_INI_SCAN_DIR"];

        Assert.StartsWith(before, value, StringComparison.Ordinal);
        var folder = value[before.Length..];
        Assert.Equal([Path.Combine(folder, "proximity.ini")], Directory.GetFiles(folder));
        Assert.Equal($"curl.cainfo='{files.BundlePath}'\nopenssl.cafile='{files.BundlePath}'\n", File.ReadAllText(Path.Combine(folder, "proximity.ini")));
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
    [InlineData("npm_config_cafile")]
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

    [Theory]
    [InlineData("REQUESTS_CA_BUNDLE")]
    [InlineData("npm_config_cafile")]
    [InlineData("YARN_HTTPS_CA_FILE_PATH")]
    public void FileThatTheUserNamed_GoesOnBeingTrusted(string name)
    {
        own[name] = root.Write("mine.pem", users.Pem);
        using var files = Files();

        Assert.Equal([opened.Thumbprint, systems.Thumbprint, users.Thumbprint], Thumbprints(Make(files)[name]));
        Assert.Equal([opened.Thumbprint, systems.Thumbprint, users.Thumbprint], Thumbprints(Make(files)["SSL_CERT_FILE"]));
    }

    /// <summary>Two programs, each with a file of the user's: neither gets the other's.</summary>
    [Fact]
    public void FilesThatAreAdded_AreKeptApart()
    {
        own["NODE_EXTRA_CA_CERTS"] = root.Write("node.pem", users.Pem);
        own["DENO_CERT"] = root.Write("deno.pem", others.Pem);
        using var files = Files();

        var variables = Make(files);

        Assert.Equal([opened.Thumbprint, users.Thumbprint], Thumbprints(variables["NODE_EXTRA_CA_CERTS"]));
        Assert.Equal([opened.Thumbprint, others.Thumbprint], Thumbprints(variables["DENO_CERT"]));
        Assert.Equal([opened.Thumbprint, systems.Thumbprint], Thumbprints(variables["SSL_CERT_FILE"]));
    }

    /// <summary>Each variable that adds something, together with another: both keep what the user gave them.</summary>
    [Fact]
    public void EverythingThatTheUserAdds_IsKeptTogether()
    {
        own["SSL_CERT_FILE"] = root.Write("roots.pem", systems.Pem);
        own["CURL_CA_BUNDLE"] = root.Write("curl.pem", users.Pem);
        own["GIT_SSL_CAINFO"] = root.Write("git.pem", others.Pem);
        own["NODE_EXTRA_CA_CERTS"] = root.Write("node.pem", users.Pem);
        own["PHP_INI_SCAN_DIR"] = "/etc/mine";
        own["WGETRC"] = root.Write("wgetrc", "tries=4");
        own["JAVA_TOOL_OPTIONS"] = "-Xmx1g";
        own["GIT_CONFIG_COUNT"] = "1";
        using var files = Files();

        var variables = Make(files);

        Assert.Equal([opened.Thumbprint, systems.Thumbprint, users.Thumbprint, others.Thumbprint], Thumbprints(variables["SSL_CERT_FILE"]));
        Assert.Equal(variables["SSL_CERT_FILE"], variables["GIT_SSL_CAINFO"]);
        Assert.Equal([opened.Thumbprint, users.Thumbprint], Thumbprints(variables["NODE_EXTRA_CA_CERTS"]));
        Assert.Equal([opened.Thumbprint], Thumbprints(variables["DENO_CERT"]));
        Assert.StartsWith("/etc/mine:", variables["PHP_INI_SCAN_DIR"], StringComparison.Ordinal);
        Assert.StartsWith("tries=4\n", File.ReadAllText(variables["WGETRC"]), StringComparison.Ordinal);
        Assert.StartsWith("-Xmx1g ", variables["JAVA_TOOL_OPTIONS"], StringComparison.Ordinal);
        Assert.Equal("2", variables["GIT_CONFIG_COUNT"]);
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
        others.Dispose();
        root.Dispose();
    }

    private Machine Machine => new(root.Path, root.Path, new RecordedTools(), own.GetValueOrDefault);

    private TrustFiles Files() => new(opened.Authority.Certificate, Machine, CommandEnvironment.OwnBundles(own.GetValueOrDefault));

    private IReadOnlyDictionary<string, string> Make(TrustFiles? files) => CommandEnvironment.Make("127.0.0.1", 81, files, Machine);

    private static IEnumerable<string> Thumbprints(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates.Select(certificate => certificate.Thumbprint);
    }
}
