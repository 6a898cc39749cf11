using System.Globalization;
using System.Text;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;

namespace Proximity.Exchanges;

/// <summary>The proxy's own answers: short, plain text, and the last message of their connection.</summary>
internal static class ErrorAnswer
{
    /// <summary>Appends the answer to the exchange's fault, which has a status.</summary>
    public static void Write(Exchange exchange, Fault fault, ByteBuffer output)
    {
        long? flowId = exchange.Flow?.Id;
        string flowLine = flowId is { } id ? string.Create(CultureInfo.InvariantCulture, $"flow: {id}\n") : "";
        byte[] body = Encoding.UTF8.GetBytes($"{fault.Code}: {fault.Message}\n{flowLine}");
        string challenge = fault.Status == 407 ? "Proxy-Authenticate: Basic realm=\"proximity\", charset=\"UTF-8\"\r\n" : "";
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {fault.Status} {ReasonOf(fault.Status)}\r\nProxy-Status: {ProxyStatus.Describe(fault, exchange.FaultPhase, flowId)}\r\n{challenge}Content-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        output.Write(Encoding.ASCII.GetBytes(head));

        // An answer to HEAD has no body, whatever it declares (RFC 9110 §9.3.2).
        if (exchange.ReceivedHead.MethodKind != MethodKind.Head)
        {
            output.Write(body);
        }
    }

    private static string ReasonOf(int status) => status switch
    {
        400 => "Bad Request",
        403 => "Forbidden",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        414 => "URI Too Long",
        421 => "Misdirected Request",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        508 => "Loop Detected",
        _ => "Error",
    };
}
