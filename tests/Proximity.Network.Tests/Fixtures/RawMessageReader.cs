using System.Globalization;
using System.Text;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>Takes whole messages off a connection, by the plainest reading of RFC 9112 §6.3.</summary>
public static class RawMessageReader
{
    /// <summary>The next request with its body; null when the connection ended before one.</summary>
    public static async Task<RawMessage?> ReadRequestAsync(this RawPeer peer)
    {
        if (await peer.TryReadUntilAsync("\r\n\r\n") is not { } head)
        {
            return null;
        }

        RawMessage request = await WithBodyAsync(peer, Bare(head), untilClose: false);
        if (request.IsComplete)
        {
            peer.Requests.Add(request);
        }

        return request;
    }

    /// <summary>The next response, interim or final, with its body.</summary>
    public static async Task<RawMessage> ReadResponseAsync(this RawPeer peer, string method = "GET")
        => await peer.TryReadResponseAsync(method) ?? throw new EndOfStreamException("The connection ended without a response: " + peer.Received);

    /// <summary>The next response, interim or final, with its body; null when the connection ended before one.</summary>
    public static async Task<RawMessage?> TryReadResponseAsync(this RawPeer peer, string method = "GET")
    {
        if (await peer.TryReadUntilAsync("\r\n\r\n") is not { } head)
        {
            return null;
        }

        RawMessage response = Bare(head);
        bool bodiless = method is "HEAD" || response.Status is < 200 or 204 or 304 || (method is "CONNECT" && response.Status < 300);
        return bodiless ? response : await WithBodyAsync(peer, response, untilClose: true);
    }

    /// <summary>The head alone; the body stays on the connection.</summary>
    public static async Task<RawMessage> ReadHeadAsync(this RawPeer peer) => Bare(await peer.ReadUntilAsync("\r\n\r\n"));

    private static RawMessage Bare(string head) => new(head, "", "", "", true);

    private static async Task<RawMessage> WithBodyAsync(RawPeer peer, RawMessage message, bool untilClose)
    {
        if (message.Value("Transfer-Encoding") is { } coding && coding.EndsWith("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return await ChunkedAsync(peer, message);
        }

        if (message.Value("Content-Length") is { } length)
        {
            // A length beyond what a test can hold is waited for until the other end gives up.
            int count = (int)Math.Min(int.MaxValue, ulong.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture));
            string body = await peer.ReadAsync(count);
            return message with { Body = body, RawBody = body, IsComplete = body.Length == count };
        }

        if (!untilClose)
        {
            return message;
        }

        string rest = await peer.ReadToEndAsync();
        return message with { Body = rest, RawBody = rest, IsComplete = !peer.WasReset };
    }

    private static async Task<RawMessage> ChunkedAsync(RawPeer peer, RawMessage message)
    {
        var raw = new StringBuilder();
        var body = new StringBuilder();
        while (await peer.TryReadUntilAsync("\r\n") is { } line)
        {
            raw.Append(line);
            if (!int.TryParse(line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int size))
            {
                break;
            }

            if (size == 0)
            {
                string? trailers = await TrailersAsync(peer);
                raw.Append(trailers);
                return message with { Body = body.ToString(), RawBody = raw.ToString(), Trailers = trailers ?? "", IsComplete = trailers is not null };
            }

            string data = await peer.ReadAsync(size + 2);
            raw.Append(data);
            body.Append(data.AsSpan(0, Math.Min(size, data.Length)));
            if (data.Length < size + 2)
            {
                break;
            }
        }

        return message with { Body = body.ToString(), RawBody = raw.ToString(), IsComplete = false };
    }

    private static async Task<string?> TrailersAsync(RawPeer peer)
    {
        var lines = new StringBuilder();
        while (await peer.TryReadUntilAsync("\r\n") is { } line)
        {
            if (line == "\r\n")
            {
                return lines.ToString();
            }

            lines.Append(line);
        }

        return null;
    }
}
