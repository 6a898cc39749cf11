namespace Proximity.Formats.Saz;

/// <summary>What a SAZ archive cannot carry, and what could not be taken from one, in words.</summary>
internal static class SazLosses
{
    public const string WebSocket = "WebSocket messages, whose layout in SAZ archives is not published";
    public const string Trailers = "trailer fields of a body, which SAZ archives have no place for";
    public const string Encrypted = "a session that is encrypted with a password";
    public const string NoRequest = "a session whose request cannot be read";
}
