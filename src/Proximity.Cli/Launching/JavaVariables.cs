using System.Globalization;

namespace Proximity.Cli.Launching;

/// <summary>Java reads system properties alone, which a variable can set. Java says on standard error that it took it.</summary>
internal static class JavaVariables
{
    private const string ForEveryJava = "JAVA_TOOL_OPTIONS";

    /// <summary>Java asks for some password before it looks into a store, though nothing in this one is encrypted.</summary>
    private const string StorePassword = "changeit";

    /// <summary>What stands in these counts for more: where they name a proxy, they must name this one.</summary>
    private static readonly string[] OfMoreWeight = ["JDK_JAVA_OPTIONS", "MAVEN_OPTS", "GRADLE_OPTS"];

    public static void Add(Dictionary<string, string> variables, string host, int port, TrustFiles? files, Func<string, string?> own)
    {
        var options = Options(host, port, files);
        variables[ForEveryJava] = Behind(own(ForEveryJava), options);
        foreach (var name in OfMoreWeight)
        {
            if (own(name) is { } given && (given.Contains(".proxyHost=", StringComparison.Ordinal) || given.Contains(".trustStore=", StringComparison.Ordinal)))
            {
                variables[name] = Behind(given, options);
            }
        }
    }

    /// <summary>The last of two options counts.</summary>
    private static string Behind(string? own, string options) => string.IsNullOrWhiteSpace(own) ? options : $"{own} {options}";

    private static string Options(string host, int port, TrustFiles? files)
    {
        var number = port.ToString(CultureInfo.InvariantCulture);
        string[] proxy = [$"-Dhttp.proxyHost={host}", $"-Dhttp.proxyPort={number}", $"-Dhttps.proxyHost={host}", $"-Dhttps.proxyPort={number}", "-Dhttp.nonProxyHosts="];
        string[] trust = files is null
            ? []
            : [Quoted($"-Djavax.net.ssl.trustStore={files.JavaPath}"), "-Djavax.net.ssl.trustStoreType=PKCS12", $"-Djavax.net.ssl.trustStorePassword={StorePassword}"];
        return string.Join(' ', [.. proxy, .. trust]);
    }

    private static string Quoted(string option) => option.Any(char.IsWhiteSpace) ? $"\"{option}\"" : option;
}
