namespace Proximity.Control;

/// <summary>A request as it was received.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">The request target as it was received.</param>
/// <param name="Version">The version of HTTP.</param>
/// <param name="Headers">The fields in their order, each a name and a value.</param>
/// <param name="Raw">The head as text, its line ends included.</param>
/// <param name="Rendered">True when the head came in frames of HTTP/2, and the text was made of them.</param>
/// <param name="Body">The body.</param>
internal sealed record RequestFacts(
    string Method,
    string Url,
    string Version,
    IReadOnlyList<IReadOnlyList<string>> Headers,
    string Raw,
    bool Rendered,
    BodyFacts Body);
