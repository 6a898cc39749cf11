using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.H1Cases;

/// <summary>What the client of a case got: its final responses in order, and how the connection ended.</summary>
/// <param name="Finals">The final responses, the last one perhaps incomplete.</param>
/// <param name="Closed">True when the proxy closed the connection.</param>
/// <param name="Received">Every octet.</param>
public sealed record H1Answers(IReadOnlyList<RawMessage> Finals, bool Closed, string Received)
{
    /// <summary>The first final response, or null.</summary>
    public RawMessage? First => Finals is [var first, ..] ? first : null;

    /// <summary>Reads responses until there are enough of them, the connection ends, or nothing comes for the limit.</summary>
    public static async Task<H1Answers> ReadAsync(RawPeer client, string method, Func<IReadOnlyList<RawMessage>, bool> isEnough, TimeSpan limit)
    {
        client.Limit = limit;
        var finals = new List<RawMessage>();
        try
        {
            while ((finals.Count == 0 || !isEnough(finals)) && await client.TryReadResponseAsync(method) is { } response)
            {
                if (response.Status is < 200 and not 101)
                {
                    continue;
                }

                finals.Add(response);
                if (response.Status == 101 || (method == "CONNECT" && response.Status < 300))
                {
                    return new H1Answers(finals, false, client.Received);
                }
            }
        }
        catch (TimeoutException)
        {
            // The proxy neither answers nor closes: what it has done so far is judged.
        }

        return new H1Answers(finals, client.AtEnd, client.Received);
    }
}
