using System.Diagnostics;
using System.Globalization;
using Proximity.Cli.Authority;

namespace Proximity.Cli.Launching;

/// <summary>The environment variables by which a command goes through the proxy and trusts its authority.</summary>
internal static class CommandEnvironment
{
    /// <summary>
    /// Both spellings, for programs read one or the other. curl takes <c>http_proxy</c> in small letters only. npm, Yarn, cargo and global-agent have variables of their own, which
    /// count for more than a proxy in their configuration files.
    /// </summary>
    private static readonly string[] Proxy =
    [
        "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "npm_config_proxy", "npm_config_https_proxy", "YARN_HTTP_PROXY", "YARN_HTTPS_PROXY",
        "CARGO_HTTP_PROXY", "GLOBAL_AGENT_HTTP_PROXY", "GLOBAL_AGENT_HTTPS_PROXY",
    ];

    /// <summary>What would send something past the proxy.</summary>
    private static readonly string[] Exceptions = ["no_proxy", "NO_PROXY", "npm_config_noproxy", "GLOBAL_AGENT_NO_PROXY"];

    /// <summary>Switches without which a program takes no proxy from the environment: Node, Mojolicious, LWP.</summary>
    private static readonly string[] Switches = ["NODE_USE_ENV_PROXY", "MOJO_PROXY", "PERL_LWP_ENV_PROXY"];

    /// <summary>
    /// Files of roots, each of which replaces those that a program would trust: OpenSSL, Go, .NET, Ruby, PHP; curl; Git; Python's requests and httplib2; pip; cargo; AWS; Google; gRPC; Perl;
    /// Nix; npm.
    /// </summary>
    private static readonly string[] Bundles =
    [
        "SSL_CERT_FILE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "GIT_PROXY_SSL_CAINFO", "REQUESTS_CA_BUNDLE", "HTTPLIB2_CA_CERTS", "PIP_CERT", "CARGO_HTTP_CAINFO", "AWS_CA_BUNDLE",
        "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE", "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "PERL_LWP_SSL_CA_FILE", "NIX_SSL_CERT_FILE", "npm_config_cafile",
    ];

    /// <summary>Files that are added to the roots: Node and Deno.</summary>
    private static readonly string[] Additions = ["NODE_EXTRA_CA_CERTS", "DENO_CERT"];

    /// <summary>Replaced where the user has set them, and left alone elsewhere: pip reads other variables no more then, and with them npm would see an option twice.</summary>
    private static readonly string[] ProxyWhereSet = ["PIP_PROXY", "NPM_CONFIG_PROXY", "NPM_CONFIG_HTTPS_PROXY"];

    private static readonly string[] ExceptionsWhereSet = ["NPM_CONFIG_NOPROXY"];

    /// <summary>Yarn 2 and 3 refuse to run with a variable that they do not know, and both names of this one are unknown to one version or the other.</summary>
    private static readonly string[] BundlesWhereSet = ["YARN_HTTPS_CA_FILE_PATH", "YARN_CA_FILE_PATH", "NPM_CONFIG_CAFILE"];

    /// <summary>True for this program's own variables, which hold secrets: the credentials of the proxy, the password of its authority's key. The command gets none of them.</summary>
    public static bool IsOwn(string name) => name.StartsWith("PROXIMITY_", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes them out of what a program would inherit.</summary>
    public static void RemoveOwn(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(IsOwn).ToList())
        {
            start.Environment.Remove(name);
        }
    }

    /// <summary>The files of roots that the user's environment names.</summary>
    public static IEnumerable<string> OwnBundles(Func<string, string?> environment)
        => Bundles.Concat(BundlesWhereSet).Select(environment).OfType<string>().Where(File.Exists).Distinct(StringComparer.Ordinal);

    /// <summary>The variables to set.</summary>
    /// <param name="host">Where the proxy listens.</param>
    /// <param name="port">On which port.</param>
    /// <param name="files">What to trust; null to leave that alone.</param>
    /// <param name="machine">What the command would find without this program.</param>
    public static IReadOnlyDictionary<string, string> Make(string host, int port, TrustFiles? files, Machine machine)
    {
        var own = machine.Environment;
        var authority = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        var url = $"http://{authority}";
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        Set(variables, Switches, "1");
        Set(variables, [.. Proxy, .. ProxyWhereSet.Where(IsSet)], url);

        // The proxy itself, and nothing else: a library that asks it by Node's own client would be sent through it a second time.
        Set(variables, [.. Exceptions, .. ExceptionsWhereSet.Where(IsSet)], authority);
        GitVariables.Add(variables, url, own);
        JavaVariables.Add(variables, host, port, files, own);
        if (files is null)
        {
            return variables;
        }

        Set(variables, [.. Bundles, .. BundlesWhereSet.Where(IsSet)], files.BundlePath);
        foreach (var name in Additions)
        {
            variables[name] = own(name) is { Length: > 0 } file && File.Exists(file) ? files.AuthorityWith(file, name) : files.AuthorityPath;
        }

        variables["NODE_OPTIONS"] = NodePreload.Write(files, host, port, own);
        variables["WGETRC"] = files.Write("wgetrc", WgetSettings.Make(url, files.BundlePath, machine));
        variables["PHP_INI_SCAN_DIR"] = PhpSettings.Write(files, own);
        return variables;

        bool IsSet(string name) => own(name) is not null;
    }

    private static void Set(Dictionary<string, string> variables, IEnumerable<string> names, string value)
    {
        foreach (var name in names)
        {
            variables[name] = value;
        }
    }
}
