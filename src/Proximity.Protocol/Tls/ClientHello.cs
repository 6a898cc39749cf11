namespace Proximity.Protocol.Tls;

/// <summary>What a TLS client says first (RFC 8446 §4.1.2), as far as it decides what becomes of its tunnel.</summary>
/// <param name="ServerName">The name it wants (RFC 6066 §3); null when it sends none.</param>
/// <param name="ApplicationProtocols">What it would speak inside, by preference (RFC 7301 §3.1); empty when it does not say.</param>
/// <param name="Versions">The versions it takes, as on the wire: 0x0303 is TLS 1.2, 0x0304 TLS 1.3.</param>
/// <param name="HasApplicationProtocols">True when it names protocols.</param>
/// <param name="Fingerprint">The same for hellos of one program, whatever host they are for; other programs mostly have others. Not meant to resist imitation.</param>
internal sealed record ClientHello(
    string? ServerName,
    IReadOnlyList<string> ApplicationProtocols,
    IReadOnlyList<int> Versions,
    bool HasApplicationProtocols,
    ulong Fingerprint);
