using System.Text;
using Proximity.Exchanges;
using Proximity.Protocol.Heads;
using Proximity.Tls;

namespace Proximity.Serving;

/// <summary>
/// The site that the proxy itself serves to its clients as <c>http://proximity.internal/</c>: its authority's certificate in the usual
/// forms, and whether this client trusts it already, which an image tells that only loads through TLS under that authority.
/// The top-level domain is reserved for private use and has no records in the DNS. The name under <c>.local</c> that the site had first
/// is answered as well, for those who have noted it down; such names are for devices of the local network (RFC 6762 §3).
/// </summary>
internal sealed class OnboardingSite(ExchangeServices services, Answers answers)
{
    private static ReadOnlySpan<byte> Host => "proximity.internal"u8;

    private static ReadOnlySpan<byte> FirstHost => "proximity.local"u8;

    /// <summary>True when the request, or the CONNECT, is for this site.</summary>
    public static bool Matches(RequestContext request)
    {
        ReadOnlySpan<byte> authority = request.Target.AuthorityBytes(request.ReceivedHead);
        ReadOnlySpan<byte> host = authority.Slice(request.Target.Authority.HostStart, request.Target.Authority.HostLength);
        return FieldSyntax.EqualsIgnoreCase(host, Host) || FieldSyntax.EqualsIgnoreCase(host, FirstHost);
    }

    public async ValueTask<ExchangeEnd> AnswerAsync(Exchange exchange)
    {
        var response = new OwnResponse(services, answers);
        if (exchange.Request.ReceivedHead.MethodKind is not (MethodKind.Get or MethodKind.Head))
        {
            return await response.SendAsync(exchange, "405 Method Not Allowed", "Allow: GET, HEAD\r\nContent-Type: text/plain\r\n", "GET and HEAD only.\n"u8.ToArray()).ConfigureAwait(false);
        }

        string path = Encoding.Latin1.GetString(exchange.Request.ReceivedHead.Target[exchange.Request.Target.PathStart..]).Split('?')[0];
        if (path == OnboardingSiteContent.ProbePath && exchange.Tunnel is { IsTls: true } tunnel && tunnel.Client.RemoteEndPoint is { } client)
        {
            // It has just shown its trust: what it turned down before may be opened again.
            services.Interception!.Rejections.ForgetAll(client.Address);
        }

        return OnboardingSiteContent.Find(path, services.Interception!.Authority.Public) is { } content
            ? await response.SendAsync(exchange, "200 OK", content.Fields, content.Body).ConfigureAwait(false)
            : await response.SendAsync(exchange, "404 Not Found", "Content-Type: text/plain\r\n", "There is no such page here.\n"u8.ToArray()).ConfigureAwait(false);
    }
}
