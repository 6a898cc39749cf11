namespace Proximity.Cli.Configuration;

/// <summary>
/// What <c>--upstream env</c> and <c>--upstream direct</c> mean: the parent proxies and exceptions that the environment names for other programs, and none. A command's proxy takes those
/// of the environment by default, for the command would have gone through them.
/// </summary>
internal static class EnvironmentUpstream
{
    /// <summary>The word for no parent proxy, and the library's form of it: where tunnels have no word of their own they take the proxy of plain requests.</summary>
    public const string Direct = "direct";

    private const string FromEnvironment = "env";
    private const string DefaultPort = "80";

    /// <summary>The words for no parent proxy.</summary>
    private static readonly string[] None = [Direct, "none"];

    /// <summary>Blanks separate entries for some programs; semicolons and bars do on Windows and in Java.</summary>
    private static readonly char[] Separators = [',', ';', '|', ' ', '\t', '\r', '\n'];

    /// <summary>The settings with addresses in place of the words.</summary>
    /// <param name="settings">What the sources say together.</param>
    /// <param name="isCommand">True for a proxy that runs for a command.</param>
    /// <param name="environment">The variables of this program.</param>
    /// <exception cref="ConfigurationException">The environment names a proxy of a kind that cannot be used.</exception>
    public static Settings Resolve(Settings settings, bool isCommand, Func<string, string?> environment)
    {
        if (IsWord(settings.UpstreamTunnel, None))
        {
            settings = settings with { UpstreamTunnel = Direct };
        }

        if (IsWord(settings.Upstream, None))
        {
            return settings with { Upstream = null };
        }

        var isAsked = IsWord(settings.Upstream, [FromEnvironment]);
        return isAsked || (isCommand && settings.Upstream is null && settings.UpstreamTunnel is null) ? Read(settings, environment) : settings;
    }

    private static Settings Read(Settings settings, Func<string, string?> environment)
    {
        // A web server hands a request's Proxy field to its programs as HTTP_PROXY.
        var isGateway = environment("REQUEST_METHOD") is not null;
        var all = First(environment, "all_proxy", "ALL_PROXY");
        var forRequests = (isGateway ? First(environment, "http_proxy") : First(environment, "http_proxy", "HTTP_PROXY")) ?? all;
        var forTunnels = First(environment, "https_proxy", "HTTPS_PROXY") ?? all;
        string[] exceptions = [.. settings.UpstreamExceptions ?? [], .. First(environment, "no_proxy", "NO_PROXY")?.Text.Split(Separators, StringSplitOptions.RemoveEmptyEntries) ?? []];
        var address = Address(forRequests);
        if (settings.UpstreamTunnel is null)
        {
            settings = settings with { UpstreamTunnel = Address(forTunnels) ?? Direct };
        }

        // Else it stays as it is, with what says it.
        if (settings.UpstreamTunnel == (address ?? Direct))
        {
            settings = settings with { UpstreamTunnel = null };
        }

        return settings with
        {
            Upstream = address,
            UpstreamExceptions = exceptions.Length == 0 ? null : exceptions,
            IsUpstreamOfEnvironment = true,
        };
    }

    /// <summary>The first variable that is set counts, also where it is empty and so names none.</summary>
    private static Variable? First(Func<string, string?> environment, params string[] names)
        => names.Select(name => environment(name) is { } text ? new Variable(name, text.Trim()) : null).FirstOrDefault(variable => variable is not null);

    /// <summary>What the variable says as a URL; null where it names no proxy. It may hold a password: a refusal says its name alone.</summary>
    private static string? Address(Variable? variable)
    {
        if (variable is null or { Text: "" })
        {
            return null;
        }

        var end = variable.Text.IndexOf("://", StringComparison.Ordinal);
        if (end < 0)
        {
            return WithPort($"http://{variable.Text}");
        }

        var scheme = variable.Text[..end];
        return scheme.Equals("http", StringComparison.OrdinalIgnoreCase) ? WithPort(variable.Text) : throw new ConfigurationException(
            $"The variable {variable.Name} names a proxy of {(IsScheme(scheme) ? $"the scheme {scheme}" : "an unreadable scheme")}, which is not supported yet. --upstream direct goes without it.");
    }

    /// <summary>A URL without a port means port 80, and may end with a slash.</summary>
    private static string WithPort(string url)
    {
        var address = url.TrimEnd('/');
        var host = address.AsSpan(Math.Max(address.LastIndexOf('@'), address.LastIndexOf('/')) + 1);
        return host[(host.LastIndexOf(']') + 1)..].Contains(':') ? address : $"{address}:{DefaultPort}";
    }

    private static bool IsScheme(string text) => text.Length is > 0 and <= 20 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.');

    private static bool IsWord(string? text, string[] words) => text is not null && words.Contains(text, StringComparer.OrdinalIgnoreCase);

    private sealed record Variable(string Name, string Text);
}
