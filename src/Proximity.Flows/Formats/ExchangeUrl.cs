using Proximity.Flows;

namespace Proximity.Formats;

/// <summary>The absolute URL of an exchange, which a request may name in pieces: its tunnel, its Host, its target.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>, also for a WebSocket.</param>
/// <param name="Authority">Host and port, with the user information that the target had; the default port is left out.</param>
/// <param name="PathAndQuery">From the first slash on, without a fragment.</param>
internal readonly record struct ExchangeUrl(string Scheme, string Authority, string PathAndQuery)
{
    /// <summary>Stands for a host that the request does not name (RFC 6761 §6.4).</summary>
    private const string UnknownHost = "unknown.invalid";

    private const string ConnectMethod = "CONNECT";

    public static ExchangeUrl Of(FlowSnapshot flow)
    {
        string target = flow.Request.Url;
        int fragment = target.IndexOf('#', StringComparison.Ordinal);
        target = fragment < 0 ? target : target[..fragment];
        if (flow.Request.Method == ConnectMethod)
        {
            return new ExchangeUrl("https", WithoutPort(target, "https"), "/");
        }

        int scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && !target.StartsWith('/'))
        {
            return Split(target, scheme);
        }

        string path = target.StartsWith('/') ? target : "/" + (target == "*" ? string.Empty : target);
        return OfOrigin(flow, path);
    }

    /// <summary>The URL with <c>ws</c> or <c>wss</c> for a WebSocket, as tools show it.</summary>
    public string ToText(bool isWebSocket)
        => $"{(isWebSocket ? Scheme.Replace("http", "ws", StringComparison.Ordinal) : Scheme)}://{Authority}{PathAndQuery}";

    public override string ToString() => ToText(isWebSocket: false);

    /// <summary>The same without user information, which may be a password.</summary>
    public ExchangeUrl WithoutUserInformation() => this with { Authority = Authority[(Authority.LastIndexOf('@') + 1)..] };

    /// <summary>The host without brackets and user information.</summary>
    public string Host
    {
        get
        {
            string authority = Authority[(Authority.LastIndexOf('@') + 1)..];
            if (authority.StartsWith('['))
            {
                int bracket = authority.IndexOf(']', StringComparison.Ordinal);
                return bracket < 0 ? authority[1..] : authority[1..bracket];
            }

            int colon = authority.LastIndexOf(':');
            return colon < 0 ? authority : authority[..colon];
        }
    }

    /// <summary>The port, the scheme's own when none is given.</summary>
    public int Port
    {
        get
        {
            int colon = Authority.LastIndexOf(':');
            return colon > Authority.LastIndexOf(']') && ushort.TryParse(Authority.AsSpan(colon + 1), out ushort port) && port > 0
                ? port
                : Scheme == "https" ? 443 : 80;
        }
    }

    private static ExchangeUrl OfOrigin(FlowSnapshot flow, string path)
    {
        if (flow.Tunnel is { } tunnel)
        {
            string scheme = flow.ClientTls is null && !flow.ClientInClear ? "http" : "https";
            return new ExchangeUrl(scheme, WithoutPort(tunnel, scheme), path);
        }

        string host = FieldList.First(flow.Request.Headers, "Host") is { Length: > 0 } named ? named : UnknownHost;
        string scheme2 = flow.ClientTls is null ? "http" : "https";
        return new ExchangeUrl(scheme2, WithoutPort(host, scheme2), path);
    }

    private static ExchangeUrl Split(string target, int schemeLength)
    {
        string scheme = target[..schemeLength].ToLowerInvariant() switch
        {
            "ws" => "http",
            "wss" => "https",
            var other => other,
        };
        int start = schemeLength + 3;
        int length = target.AsSpan(start).IndexOfAny('/', '?');
        string authority = length < 0 ? target[start..] : target.Substring(start, length);
        string path = length < 0 ? "/" : target[(start + length)..];
        return new ExchangeUrl(scheme, WithoutPort(authority, scheme), path.StartsWith('/') ? path : "/" + path);
    }

    private static string WithoutPort(string authority, string scheme)
    {
        string port = scheme == "https" ? ":443" : ":80";

        // The end of an IPv6 address without brackets looks like a port.
        bool isPort = authority.EndsWith(']') || authority.AsSpan().Count(':') == 1 || authority.Contains("]:", StringComparison.Ordinal);
        return isPort && authority.EndsWith(port, StringComparison.Ordinal) ? authority[..^port.Length] : authority;
    }
}
