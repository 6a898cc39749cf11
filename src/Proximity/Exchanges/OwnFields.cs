using System.Globalization;

namespace Proximity.Exchanges;

/// <summary>
/// The field lines of every answer that the proxy itself makes: when it was made (RFC 9110 §6.6.1), and that nobody keeps it. Some of its
/// statuses could be kept otherwise, under the
/// origin's URL (RFC 9110 §15.1). The 200 to a CONNECT has neither: it is the beginning of a tunnel.
/// </summary>
internal static class OwnFields
{
    /// <summary>The lines, each with its CRLF.</summary>
    public static string At(DateTimeOffset now)
        => string.Create(CultureInfo.InvariantCulture, $"Date: {now.UtcDateTime:R}\r\nCache-Control: no-store\r\n");
}
