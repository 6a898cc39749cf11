using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>
/// Reads a response head that is too long to be parsed up to its end, so that it can be forwarded as it is. It is held as a whole, up to a
/// limit of its own: nothing has gone to the client
/// yet when it turns out to be longer, and it can be told so.
/// </summary>
internal static class RawHead
{
    /// <summary>Null when the head has ended within the limit; all that was read is in the connection's input.</summary>
    /// <param name="services">Say the limit.</param>
    /// <param name="exchange">Its origin has sent the head's beginning.</param>
    /// <param name="tooLong">The fault when the head is longer still.</param>
    public static async ValueTask<Fault?> ReadAsync(ExchangeServices services, Exchange exchange, Fault tooLong)
    {
        OriginConnection origin = exchange.Origin!;
        int scanned = 0;
        while (!HasEnded(origin.Input.Span, services.MaxRawHeadBytes, ref scanned))
        {
            if (origin.Input.Length >= services.MaxRawHeadBytes)
            {
                string further = $"It is not forwarded raw: it exceeds {services.MaxRawHeadBytes} bytes too (option MaxRawResponseHeaderBytes).";
                return tooLong with { Message = $"{tooLong.Message} {further}" };
            }

            WireResult read = await origin.Input.FillHeadAsync(services.MaxRawHeadBytes).ConfigureAwait(false);
            if (read.Count == 0)
            {
                return CommonFaults.OriginRead(read, anythingReceived: true);
            }

            exchange.Watchdog.Progress();
        }

        return null;
    }

    /// <summary>True when an empty line stands within the limit. Either line end counts: nobody here reads what is in the head.</summary>
    private static bool HasEnded(ReadOnlySpan<byte> input, int limit, ref int scanned)
    {
        ReadOnlySpan<byte> window = input[..Math.Min(input.Length, limit)];
        while (scanned < window.Length)
        {
            int lineFeed = window[scanned..].IndexOf((byte)'\n');
            if (lineFeed < 0)
            {
                return false;
            }

            ReadOnlySpan<byte> behind = window[(scanned + lineFeed + 1)..];
            if (behind.StartsWith("\n"u8) || behind.StartsWith("\r\n"u8))
            {
                return true;
            }

            if (behind.IsEmpty || behind is [(byte)'\r'])
            {
                // Looked at again with what comes behind it.
                return false;
            }

            scanned += lineFeed + 1;
        }

        return false;
    }
}
