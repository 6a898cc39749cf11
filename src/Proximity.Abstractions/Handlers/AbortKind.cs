namespace Proximity;

/// <summary>How an exchange is broken off.</summary>
public enum AbortKind
{
    /// <summary>The client's connection is reset (TCP RST; in HTTP/2 the stream is, RST_STREAM).</summary>
    Reset,

    /// <summary>The client's connection is closed in order, without a response.</summary>
    Close,

    /// <summary>
    /// The client hears nothing, and its connection stays open until it leaves, or the proxy stops; after ten minutes it is reset.
    /// </summary>
    Silence,
}
