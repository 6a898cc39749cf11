using System.Net.Security;
using Proximity.Protocol.Tls;

namespace Proximity.Tls;

/// <summary>
/// What is spoken inside TLS (RFC 7301): the origin is offered those of the client's protocols that the proxy speaks, and the client gets what the origin agreed to, so that both see what
/// they would have seen without a proxy. Where the client does not speak it, the proxy translates.
/// </summary>
internal static class ProtocolChoice
{
    /// <summary>What an origin is offered for a request that needs HTTP/1.1.</summary>
    public static IReadOnlyList<SslApplicationProtocol> OnlyHttp1 { get; } = [SslApplicationProtocol.Http11];

    /// <summary>What an origin is offered that speaks nothing else.</summary>
    public static IReadOnlyList<SslApplicationProtocol> OnlyHttp2 { get; } = [SslApplicationProtocol.Http2];

    /// <summary>True when the proxy speaks one of the protocols that the client wants, or the client does not say what it wants.</summary>
    /// <param name="hello">What the client says.</param>
    /// <param name="withHttp2">True when HTTP/2 can be spoken.</param>
    public static bool CanOpen(ClientHello hello, bool withHttp2) => !hello.HasApplicationProtocols || Offers(hello, SslApplicationProtocol.Http11) || (withHttp2 && Offers(hello, SslApplicationProtocol.Http2));

    /// <summary>
    /// What the origin is offered. With HTTP/2, HTTP/1.1 is always offered as well: a client that speaks nothing else is translated for. For a client that says nothing it is nothing, or
    /// HTTP/1.1 where the proxy could translate, so that an origin of HTTP/2 alone says so.
    /// </summary>
    /// <param name="hello">What the client says.</param>
    /// <param name="withHttp2">True when HTTP/2 can be spoken.</param>
    public static IReadOnlyList<SslApplicationProtocol> ForOrigin(ClientHello hello, bool withHttp2)
    {
        if (!hello.HasApplicationProtocols && !withHttp2)
        {
            return [];
        }

        return withHttp2 && Offers(hello, SslApplicationProtocol.Http2) ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : OnlyHttp1;
    }

    /// <summary>What the client is answered; empty when it says nothing.</summary>
    /// <param name="hello">What the client says.</param>
    /// <param name="origin">What the origin agreed to; null for nothing.</param>
    public static IReadOnlyList<SslApplicationProtocol> ForClient(ClientHello hello, string? origin)
    {
        if (!hello.HasApplicationProtocols)
        {
            return [];
        }

        bool isHttp2 = Offers(hello, SslApplicationProtocol.Http2) && (IsHttp2(origin) || !Offers(hello, SslApplicationProtocol.Http11));
        return [isHttp2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11];
    }

    /// <summary>True for HTTP/2, as TLS names it.</summary>
    public static bool IsHttp2(string? protocol) => protocol == SslApplicationProtocol.Http2.ToString();

    private static bool Offers(ClientHello hello, SslApplicationProtocol protocol) => hello.ApplicationProtocols.Contains(protocol.ToString(), StringComparer.Ordinal);
}
