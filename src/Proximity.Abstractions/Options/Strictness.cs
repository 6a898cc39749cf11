namespace Proximity;

/// <summary>How the proxy reads message heads that break the grammar of RFC 9112 (docs/http.md).</summary>
public enum Strictness
{
    /// <summary>Refuses them.</summary>
    Strict,

    /// <summary>
    /// Mends what leaves no doubt about where a message ends, such as line ends without CR and folded fields of responses, and forwards
    /// the mended form.
    /// </summary>
    Lenient,
}
