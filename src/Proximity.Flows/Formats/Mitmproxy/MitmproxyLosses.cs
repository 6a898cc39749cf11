namespace Proximity.Formats.Mitmproxy;

/// <summary>What flow files of mitmproxy cannot carry, and what could not be taken from one, in words.</summary>
internal static class MitmproxyLosses
{
    public const string NotHttp = "a TCP, UDP, DNS or old WebSocket flow, which is no HTTP exchange";
    public const string ControlFrames = "WebSocket pings and pongs, which flow files of mitmproxy have no place for";
    public const string CutMessage = "the rest of a WebSocket message of which only the beginning is kept";
    public const string ClientCertificates = "the certificates that a client showed";
    public const string UnreadCertificates = "certificates of an origin that cannot be read, or are too many";
    public const string Metadata = "what programs noted in the metadata of a flow";
}
