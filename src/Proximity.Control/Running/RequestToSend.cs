namespace Proximity.Control;

/// <summary>A request that a proxy is to send.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">The absolute URL, of <c>http</c> or <c>https</c>.</param>
/// <param name="Headers">The fields in their order; those that say how long the body is are made anew.</param>
/// <param name="Body">The content; empty for none.</param>
internal sealed record RequestToSend(
    string Method, Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);
