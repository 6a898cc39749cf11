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
    /// <param name="exchange">What it answers.</param>
    /// <param name="fault">Why.</param>
    /// <param name="now">The time.</param>
    /// <param name="output">Where it is written.</param>
    public static void Write(Exchange exchange, Fault fault, DateTimeOffset now, ByteBuffer output)
    {
        long? flowId = exchange.Recording.Flow?.Id;
        string flowLine = flowId is { } id ? string.Create(CultureInfo.InvariantCulture, $"flow: {id}\n") : "";
        byte[] body = Encoding.UTF8.GetBytes($"{fault.Code}: {fault.Message}\n{flowLine}");
        string challenge = fault.Status == 407 ? "Proxy-Authenticate: Basic realm=\"proximity\", charset=\"UTF-8\"\r\n" : "";
        string reason = ReasonPhrase.Of(fault, exchange.Request.IsConnect);
        string status = ProxyStatus.Describe(fault, exchange.Progress.FaultPhase, flowId);
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {fault.Status} {reason}\r\n{OwnFields.At(now)}Proxy-Status: {status}\r\n{challenge}Content-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        output.Write(Encoding.ASCII.GetBytes(head));

        // An answer to HEAD has no body, whatever it declares (RFC 9110 §9.3.2).
        if (exchange.Request.ReceivedHead.MethodKind != MethodKind.Head)
        {
            output.Write(body);
        }
    }
}
