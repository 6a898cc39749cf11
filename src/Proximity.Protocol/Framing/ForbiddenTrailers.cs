using System.Collections.Frozen;
using System.Text;

namespace Proximity.Protocol.Framing;

/// <summary>
/// Fields that never pass on in a trailer section: framing, routing, request modifiers, authentication, and what must be known before the content (RFC 9110 §6.5.1).
/// </summary>
internal static class ForbiddenTrailers
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "Age", "Authorization", "Cache-Control", "Connection", "Content-Encoding", "Content-Length", "Content-Range", "Content-Type", "Cookie", "Date", "Expect", "Expires",
        "Forwarded", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Keep-Alive", "Location", "Max-Forwards", "Pragma",
        "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization", "Proxy-Connection", "Range", "Retry-After", "Set-Cookie", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade", "Vary", "Via", "Warning", "WWW-Authenticate", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contains(ReadOnlySpan<byte> name) => Names.Contains(Encoding.Latin1.GetString(name));
}
