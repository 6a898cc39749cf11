using System.Text;
using Proximity.Exchanges;
using Proximity.Protocol.Heads;
using Proximity.Tls;

namespace Proximity.Serving;

/// <summary>
/// The site that the proxy itself serves to its clients as <c>http://proximity.local/</c>: its authority's certificate in the usual forms, and whether this client trusts it already,
/// which an image tells that only loads through TLS under that authority.
/// </summary>
internal sealed class OwnSite(ExchangeServices services, Answers answers)
{
    private static ReadOnlySpan<byte> Host => "proximity.local"u8;

    /// <summary>True when the request, or the CONNECT, is for this site.</summary>
    public static bool IsMeant(Exchange exchange)
    {
        ReadOnlySpan<byte> authority = exchange.Target.AuthorityBytes(exchange.ReceivedHead);
        return FieldSyntax.EqualsIgnoreCase(authority.Slice(exchange.Target.Authority.HostStart, exchange.Target.Authority.HostLength), Host);
    }

    public async ValueTask<ExchangeEnd> AnswerAsync(Exchange exchange)
    {
        var response = new OwnResponse(services, answers);
        if (exchange.ReceivedHead.MethodKind is not (MethodKind.Get or MethodKind.Head))
        {
            return await response.SendAsync(exchange, "405 Method Not Allowed", "Allow: GET, HEAD\r\nContent-Type: text/plain\r\n", "GET and HEAD only.\n"u8.ToArray()).ConfigureAwait(false);
        }

        string path = Encoding.Latin1.GetString(exchange.ReceivedHead.Target[exchange.Target.PathStart..]).Split('?')[0];
        if (path == OwnSiteContent.ProbePath && exchange.Tunnel is { IsTls: true } tunnel && tunnel.Client.RemoteEndPoint is { } client)
        {
            // It has just shown its trust: what it turned down before may be opened again.
            services.Interception!.Rejections.ForgetAll(client.Address);
        }

        return OwnSiteContent.Find(path, services.Interception!.Authority.Public) is { } content
            ? await response.SendAsync(exchange, "200 OK", content.Fields, content.Body).ConfigureAwait(false)
            : await response.SendAsync(exchange, "404 Not Found", "Content-Type: text/plain\r\n", "There is no such page here.\n"u8.ToArray()).ConfigureAwait(false);
    }
}
