using System.Globalization;

namespace Proximity.Filters.Evaluation;

/// <summary>The parts of the URL that a request is for (RFC 9112 §3.3), cut out of what the client sent.</summary>
internal readonly ref struct UrlParts
{
    private const string Connect = "CONNECT";

    /// <summary>http or https; empty for a CONNECT.</summary>
    public ReadOnlySpan<char> Scheme { get; private init; }

    /// <summary>The host as written, an IPv6 address without brackets; empty when none is named.</summary>
    public ReadOnlySpan<char> Host { get; private init; }

    /// <summary>The port, the scheme's own where none is named; 0 when it cannot be read.</summary>
    public int Port { get; private init; }

    /// <summary>The path; empty for a CONNECT.</summary>
    public ReadOnlySpan<char> Path { get; private init; }

    /// <summary>The query without its question mark.</summary>
    public ReadOnlySpan<char> Query { get; private init; }

    public bool HasQuery { get; private init; }

    public bool IsConnect { get; private init; }

    /// <param name="method">The method.</param>
    /// <param name="target">The request target.</param>
    /// <param name="authority">What names the host where the target does not; empty when nothing does.</param>
    /// <param name="isSecure">True when such a target is for https.</param>
    public static UrlParts Read(string method, ReadOnlySpan<char> target, ReadOnlySpan<char> authority, bool isSecure)
    {
        if (method == Connect)
        {
            ReadOnlySpan<char> named = HostAndPort(target, 0, out int tunnelPort);
            return new UrlParts { Host = named, Port = tunnelPort, IsConnect = true };
        }

        int mark = target.StartsWith('/') ? -1 : target.IndexOf("://", StringComparison.Ordinal);
        ReadOnlySpan<char> scheme = mark >= 0 ? target[..mark] : isSecure ? "https" : "http";
        ReadOnlySpan<char> rest = mark >= 0 ? target[(mark + 3)..] : target;
        ReadOnlySpan<char> from = authority;
        if (mark >= 0)
        {
            int end = rest.IndexOfAny('/', '?', '#');
            from = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..];
        }

        int fragment = rest.IndexOf('#');
        rest = fragment < 0 ? rest : rest[..fragment];
        int query = rest.IndexOf('?');
        ReadOnlySpan<char> path = query < 0 ? rest : rest[..query];
        int ownPort = scheme.Equals("https", StringComparison.OrdinalIgnoreCase) ? 443 : 80;
        return new UrlParts
        {
            Scheme = scheme,
            Host = HostAndPort(from, ownPort, out int port),
            Port = port,
            Path = path.IsEmpty ? "/" : path,
            Query = query < 0 ? default : rest[(query + 1)..],
            HasQuery = query >= 0,
        };
    }

    /// <summary>
    /// Writes the whole URL: scheme and host in lower case, a port that is not the scheme's own, the query if there is one.
    /// </summary>
    /// <returns>The length, 0 for a CONNECT to nowhere; -1 when the room is too small.</returns>
    public int Write(Span<char> room)
    {
        const int MostBesides = 20;
        if (room.Length < Scheme.Length + Host.Length + Path.Length + Query.Length + MostBesides)
        {
            return -1;
        }

        int at = IsConnect ? 0 : Scheme.ToLowerInvariant(room);
        at += Append(room[at..], IsConnect ? "" : "://");
        bool isIPv6 = Host.Contains(':');
        at += Append(room[at..], isIPv6 ? "[" : "");
        at += Host.ToLowerInvariant(room[at..]);
        at += Append(room[at..], isIPv6 ? "]" : "");
        if (Port > 0 && Port != OwnPort)
        {
            room[at++] = ':';
            _ = Port.TryFormat(room[at..], out int digits, provider: CultureInfo.InvariantCulture);
            at += digits;
        }

        at += Append(room[at..], Path);
        at += Append(room[at..], HasQuery ? "?" : "");
        return at + Append(room[at..], Query);
    }

    private int OwnPort => IsConnect ? 0 : Scheme.Equals("https", StringComparison.OrdinalIgnoreCase) ? 443 : 80;

    private static int Append(Span<char> room, ReadOnlySpan<char> text)
    {
        text.CopyTo(room);
        return text.Length;
    }

    private static ReadOnlySpan<char> HostAndPort(ReadOnlySpan<char> authority, int ownPort, out int port)
    {
        ReadOnlySpan<char> named = authority[(authority.LastIndexOf('@') + 1)..];
        int bracket = named.LastIndexOf(']');
        int colon = named[Math.Max(0, bracket)..].IndexOf(':');
        colon = colon < 0 ? named.Length : colon + Math.Max(0, bracket);
        ReadOnlySpan<char> digits = colon < named.Length ? named[(colon + 1)..] : default;
        port = digits.IsEmpty ? ownPort : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int read) ? read : 0;
        ReadOnlySpan<char> host = named[..colon];
        return host is ['[', .. var inside, ']'] ? inside : host;
    }
}
