namespace Proximity.Flows;

/// <summary>What was agreed in a TLS handshake.</summary>
/// <param name="Protocol">The version: <c>TLS 1.2</c>, <c>TLS 1.3</c>.</param>
/// <param name="CipherSuite">The cipher suite by its registered name, such as <c>TLS_AES_256_GCM_SHA384</c>.</param>
/// <param name="ApplicationProtocol">What is spoken inside (RFC 7301), such as <c>http/1.1</c>; null when nothing was agreed.</param>
/// <param name="ServerName">The name the client end asked for (RFC 6066 §3); null when it named none.</param>
public sealed record FlowTls(string Protocol, string CipherSuite, string? ApplicationProtocol, string? ServerName)
{
    /// <summary>
    /// The certificates of the end that was connected to, its own first, at most <see cref="FlowCertificate.MaxChain"/>: of TLS with an
    /// origin those that it showed, of TLS with a client those that the proxy showed. Empty where they are not known.
    /// </summary>
    public IReadOnlyList<FlowCertificate> Certificates { get; init; } = [];

    /// <summary>Two are the same that say the same.</summary>
    public bool Equals(FlowTls? other)
        => ReferenceEquals(this, other)
            || (other is not null
                && (Protocol, CipherSuite) == (other.Protocol, other.CipherSuite)
                && (ApplicationProtocol, ServerName) == (other.ApplicationProtocol, other.ServerName)
                && Certificates.SequenceEqual(other.Certificates));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Protocol, CipherSuite, ApplicationProtocol, ServerName);
}
