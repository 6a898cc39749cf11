using System.Globalization;

namespace Proximity.Cli.Launching;

/// <summary>The environment variables by which a command goes through the proxy and trusts its authority.</summary>
internal static class CommandEnvironment
{
    /// <summary>Both spellings, for programs read one or the other. curl takes <c>http_proxy</c> in small letters only.</summary>
    private static readonly string[] Proxy = ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

    /// <summary>What would send something past the proxy.</summary>
    private static readonly string[] Exceptions = ["no_proxy", "NO_PROXY"];

    /// <summary>Files of roots, each of which replaces those that a program would trust: OpenSSL, Go, .NET, Ruby, PHP; curl; Git; Python's requests and httplib2; pip; cargo; AWS; Google; gRPC; Perl; Nix.</summary>
    private static readonly string[] Bundles =
    [
        "SSL_CERT_FILE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "GIT_PROXY_SSL_CAINFO", "REQUESTS_CA_BUNDLE", "HTTPLIB2_CA_CERTS", "PIP_CERT", "CARGO_HTTP_CAINFO", "AWS_CA_BUNDLE",
        "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE", "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "PERL_LWP_SSL_CA_FILE", "NIX_SSL_CERT_FILE",
    ];

    /// <summary>Files that are added to the roots: Node and Deno.</summary>
    private static readonly string[] Additions = ["NODE_EXTRA_CA_CERTS", "DENO_CERT"];

    private const string JavaOptions = "JAVA_TOOL_OPTIONS";

    /// <summary>Java asks for some password before it looks into a store, though nothing in this one is encrypted.</summary>
    private const string JavaPassword = "changeit";

    /// <summary>The files of roots that the user's environment names.</summary>
    public static IEnumerable<string> OwnBundles(Func<string, string?> environment)
        => Bundles.Select(environment).OfType<string>().Where(File.Exists).Distinct(StringComparer.Ordinal);

    /// <summary>The variables to set.</summary>
    /// <param name="host">Where the proxy listens.</param>
    /// <param name="port">On which port.</param>
    /// <param name="files">What to trust; null to leave that alone.</param>
    /// <param name="environment">What the command would find without this program.</param>
    public static IReadOnlyDictionary<string, string> Make(string host, int port, TrustFiles? files, Func<string, string?> environment)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}");
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Node goes through a proxy of the environment only when it is told to.
            ["NODE_USE_ENV_PROXY"] = "1",
            [JavaOptions] = Java(host, port, files, environment(JavaOptions)),
        };
        Set(variables, Proxy, url);
        Set(variables, Exceptions, string.Empty);
        if (files is null)
        {
            return variables;
        }

        Set(variables, Bundles, files.BundlePath);
        foreach (var name in Additions)
        {
            variables[name] = environment(name) is { Length: > 0 } own && File.Exists(own) ? files.AuthorityWith(own) : files.AuthorityPath;
        }

        return variables;
    }

    private static void Set(Dictionary<string, string> variables, IEnumerable<string> names, string value)
    {
        foreach (var name in names)
        {
            variables[name] = value;
        }
    }

    private static string Java(string host, int port, TrustFiles? files, string? own)
    {
        var number = port.ToString(CultureInfo.InvariantCulture);
        string[] proxy = [$"-Dhttp.proxyHost={host}", $"-Dhttp.proxyPort={number}", $"-Dhttps.proxyHost={host}", $"-Dhttps.proxyPort={number}", "-Dhttp.nonProxyHosts="];
        string[] trust = files is null
            ? []
            : [Quoted($"-Djavax.net.ssl.trustStore={files.JavaPath}"), "-Djavax.net.ssl.trustStoreType=PKCS12", $"-Djavax.net.ssl.trustStorePassword={JavaPassword}"];
        string[] before = string.IsNullOrWhiteSpace(own) ? [] : [own];
        return string.Join(' ', [.. before, .. proxy, .. trust]);
    }

    private static string Quoted(string option) => option.Any(char.IsWhiteSpace) ? $"\"{option}\"" : option;
}
