namespace Proximity.Formats.Har;

/// <summary>Versions of HTTP as HAR files spell them. Chrome's importer and mitmproxy know HTTP/2 by one spelling only.</summary>
internal static class HarVersions
{
    /// <summary>How <see cref="Read"/> spells HTTP/2.</summary>
    public const string ReadHttp2 = "HTTP/2.0";

    private const string Http2 = "http/2.0";

    /// <param name="version">As the flow has it.</param>
    /// <param name="isRendered">True for a message that came by HTTP/2, whatever its version says.</param>
    public static string Write(string version, bool isRendered) => isRendered ? Http2 : version.ToUpperInvariant() switch
    {
        "HTTP/2.0" or "HTTP/2" => Http2,
        "HTTP/3.0" or "HTTP/3" => "h3",
        var other => other,
    };

    /// <summary>The version that a file means; <c>HTTP/1.1</c> where it says nothing.</summary>
    public static string Read(string text) => text.ToUpperInvariant() switch
    {
        "HTTP/2.0" or "HTTP/2" or "H2" => ReadHttp2,
        "HTTP/3.0" or "HTTP/3" or "H3" or "HTTP/2+QUIC/46" => "HTTP/3.0",
        "" or "UNKNOWN" => "HTTP/1.1",
        var other => other,
    };
}
