using System.Text;
using Proximity.Exchanges;
using Proximity.Protocol.Heads;

namespace Proximity.Serving;

/// <summary>Answers a TRACE or OPTIONS that may go no further (RFC 9110 §7.6.2): this proxy is its last recipient.</summary>
internal sealed class MaxForwardsResponder(ExchangeServices services, Answers answers)
{
    private static readonly HashSet<string> Secrets = new(StringComparer.OrdinalIgnoreCase) { "Authorization", "Cookie", "Proxy-Authorization" };

    public async ValueTask<ExchangeEnd> AnswerAsync(Exchange exchange)
    {
        byte[] body = exchange.Request.ReceivedHead.MethodKind == MethodKind.Trace ? Echo(exchange.Request.ReceivedHead) : [];
        return await new OwnResponse(services, answers)
            .SendAsync(exchange, "200 OK", body.Length > 0 ? "Content-Type: message/http\r\n" : "", body).ConfigureAwait(false);
    }

    /// <summary>The request as it came, without what a page's script must not learn by asking for it back (RFC 9110 §9.3.8).</summary>
    private static byte[] Echo(RequestHead head)
    {
        using var echo = new MemoryStream();
        int copied = 0;
        foreach (ref readonly HeadField field in head.Fields)
        {
            if (Secrets.Contains(Encoding.Latin1.GetString(head.Name(field))))
            {
                echo.Write(head.Block[copied..field.NameStart]);
                copied = field.LineEnd + 2;
            }
        }

        echo.Write(head.Block[copied..]);
        return echo.ToArray();
    }
}
