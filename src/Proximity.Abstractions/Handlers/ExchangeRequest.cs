using Proximity.Flows;

namespace Proximity;

/// <summary>A request, as handlers see and change it.</summary>
public sealed class ExchangeRequest
{
    private readonly string scheme;
    private readonly string authority;

    /// <param name="message">The head.</param>
    /// <param name="scheme">How it goes to the origin, where its target does not say: http or https.</param>
    /// <param name="authority">The host, and the port where the client named one, where its target does not say.</param>
    /// <param name="body">The body.</param>
    internal ExchangeRequest(ProxyRequest message, string scheme, string authority, MessageBody body)
    {
        Message = message;
        this.scheme = scheme;
        this.authority = authority;
        Body = body;
    }

    /// <summary>The method, case-sensitive (RFC 9110 §9.1).</summary>
    public string Method { get => Message.Method; set => Message.Method = value; }

    /// <summary>
    /// The absolute URL; of a CONNECT <c>host:port</c>. Setting another host sends the request there, after the rules for targets were
    /// asked; the field Host follows the URL. A path alone keeps the origin.
    /// </summary>
    public string Url
    {
        get
            => IsAbsolute(Message.Url) || Message.Method == "CONNECT"
                ? Message.Url : $"{scheme}://{Named}{(Message.Url == "*" ? ""
                : Message.Url)}";
        set => Message.Url = value;
    }

    /// <summary><c>http</c> or <c>https</c>, in lower case.</summary>
    public string Scheme => Message.Url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https"
        : Message.Url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http"
        : scheme;

    /// <summary>The host that the request is for, without port; an IPv6 address without brackets. In the case the client wrote.</summary>
    public string Host => HostAndPort().Host;

    /// <summary>The port that the request is for; the scheme's own when none is named.</summary>
    public int Port => HostAndPort().Port ?? (Scheme == "https" ? 443 : 80);

    /// <summary>The path, percent-encoded as the client wrote it, without the query; <c>/</c> where there is none.</summary>
    public string Path => Split().Path;

    /// <summary>The query without its question mark; empty when there is none.</summary>
    public string Query => Split().Query;

    /// <summary>The header fields.</summary>
    public HeaderCollection Headers => Message.Headers;

    /// <summary>The version, such as <c>HTTP/1.1</c>.</summary>
    public string Version => Message.Version;

    /// <summary>The body.</summary>
    public MessageBody Body { get; }

    /// <summary>The head as the callbacks and interceptors know it.</summary>
    internal ProxyRequest Message { get; }

    private string Named => Headers["Host"] is { Length: > 0 } host ? host : authority;

    private static bool IsAbsolute(string url) => url.Contains("://", StringComparison.Ordinal) && !url.StartsWith('/');

    private (string Host, int? Port) HostAndPort()
    {
        string named = IsAbsolute(Message.Url) ? AuthorityOf(Message.Url) : Message.Method == "CONNECT" ? Message.Url : Named;
        int bracket = named.LastIndexOf(']');
        int colon = named.IndexOf(':', Math.Max(0, bracket));
        string host = colon < 0 ? named : named[..colon];
        int? port = colon >= 0 && int.TryParse(named.AsSpan(colon + 1), out int parsed) ? parsed : null;
        return (host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host, port);
    }

    private static string AuthorityOf(string url)
    {
        int start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        int end = url.AsSpan(start).IndexOfAny('/', '?', '#');
        string whole = end < 0 ? url[start..] : url.Substring(start, end);
        return whole[(whole.LastIndexOf('@') + 1)..];
    }

    private (string Path, string Query) Split()
    {
        string rest = Message.Url;
        if (IsAbsolute(rest))
        {
            int start = rest.IndexOf("://", StringComparison.Ordinal) + 3;
            int end = rest.AsSpan(start).IndexOfAny('/', '?', '#');
            rest = end < 0 ? "/" : rest[(start + end)..];
        }

        int fragment = rest.IndexOf('#', StringComparison.Ordinal);
        rest = fragment < 0 ? rest : rest[..fragment];
        int query = rest.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? rest : rest[..query];
        return (path.Length == 0 ? "/" : path, query < 0 ? "" : rest[(query + 1)..]);
    }
}
