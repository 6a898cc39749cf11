using System.Net.Security;
using Proximity.Protocol.Tls;

namespace Proximity.Tls;

/// <summary>
/// What is spoken inside TLS (RFC 7301): the origin is offered those of the client's protocols that the proxy speaks, and the client gets what the origin agreed to, so that both see what
/// they would have seen without a proxy. Where the client does not speak it, the proxy translates.
/// </summary>
internal static class ProtocolChoice
{
    /// <summary>True when the proxy speaks one of the protocols that the client wants, or the client does not say what it wants.</summary>
    /// <param name="hello">What the client says.</param>
    /// <param name="withHttp2">True when HTTP/2 can be spoken.</param>
    public static bool CanOpen(ClientHello hello, bool withHttp2) => !hello.HasApplicationProtocols || Offers(hello, SslApplicationProtocol.Http11) || (withHttp2 && Offers(hello, SslApplicationProtocol.Http2));

    /// <summary>What the origin is offered; empty when the client says nothing.</summary>
    public static IReadOnlyList<SslApplicationProtocol> ForOrigin(ClientHello hello) => hello.HasApplicationProtocols ? [SslApplicationProtocol.Http11] : [];

    /// <summary>What the client is answered; empty when it says nothing.</summary>
    /// <param name="hello">What the client says.</param>
    /// <param name="origin">What the origin agreed to; null for nothing.</param>
    public static IReadOnlyList<SslApplicationProtocol> ForClient(ClientHello hello, string? origin)
    {
        if (!hello.HasApplicationProtocols)
        {
            return [];
        }

        bool isHttp2 = Offers(hello, SslApplicationProtocol.Http2) && (origin == SslApplicationProtocol.Http2.ToString() || !Offers(hello, SslApplicationProtocol.Http11));
        return [isHttp2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11];
    }

    private static bool Offers(ClientHello hello, SslApplicationProtocol protocol) => hello.ApplicationProtocols.Contains(protocol.ToString(), StringComparer.Ordinal);
}
