namespace Proximity;

/// <summary>What a handler decides about an exchange. Closed: there are no other verdicts than those made here.</summary>
public abstract class Verdict
{
    private protected Verdict()
    {
    }

    /// <summary>The exchange goes on: the request to the origin, or the response that is there to the client.</summary>
    public static Verdict Continue { get; } = new ContinueVerdict();

    /// <summary>
    /// The client gets this response. Before <c>next</c> was called no origin is dialled; after it, the response replaces the one that is
    /// there, and the origin's connection is closed.
    /// </summary>
    /// <param name="status">The status, 200 to 999. With 204, 205 and 304 the content is dropped (RFC 9110 §6.4.1, §15.3.6).</param>
    /// <param name="body">The content; null for none.</param>
    /// <param name="fields">
    /// Further header fields; null for none. <c>Content-Length</c>, <c>Transfer-Encoding</c> and <c>Connection</c> are the proxy's own
    /// affair and are left out; <c>Date</c> is added where it is missing. The content gets the codings that <c>Content-Encoding</c> names
    /// when the client takes them (RFC 9110 §12.5.3), else it goes without, and so does the field; a coding that is not known is reported
    /// as <c>handler_failed</c>. <see cref="Body.Encoded"/> makes content that has its codings already.
    /// </param>
    /// <exception cref="ArgumentException">A field's name or value is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The status is not between 200 and 999.</exception>
    public static Verdict Respond(int status, Body? body = null, IEnumerable<KeyValuePair<string, string>>? fields = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 999);
        KeyValuePair<string, string>[] own = fields is null ? [] : [.. fields];
        return Array.Exists(own, static field => field.Key is null || field.Value is null)
            ? throw new ArgumentException("A field needs a name and a value.", nameof(fields))
            : new RespondVerdict(status, body, own);
    }

    /// <summary>The client gets no response.</summary>
    /// <param name="kind">How its connection ends.</param>
    public static Verdict Abort(AbortKind kind = AbortKind.Reset) => new AbortVerdict(kind);

    /// <summary>
    /// The request goes to another origin than its target says; its head stays as it is, Host included. The rules for targets are asked
    /// about the new one. After <c>next</c> was called it is too late: that is reported, and the verdict ignored.
    /// </summary>
    /// <param name="origin">Where to: <c>http</c> or <c>https</c>, a host, a port if it is not the usual one. No path.</param>
    /// <exception cref="ArgumentException">The URI is relative, or of another scheme, or has a path, query or user.</exception>
    public static Verdict RouteTo(Uri origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        bool isOrigin = origin is { IsAbsoluteUri: true, UserInfo: "", PathAndQuery: "/", Fragment: "" }
            && (origin.Scheme == Uri.UriSchemeHttp || origin.Scheme == Uri.UriSchemeHttps);
        return isOrigin
            ? new RouteToVerdict(origin)
            : throw new ArgumentException("An origin is http:// or https://, a host and perhaps a port, and nothing more.", nameof(origin));
    }
}
