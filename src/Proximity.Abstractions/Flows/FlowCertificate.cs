namespace Proximity.Flows;

/// <summary>
/// A certificate as one end of TLS showed it. Never changes; all exchanges of a connection, and all connections that were shown the same
/// certificate, have the same object.
/// </summary>
/// <param name="Subject">Whom it is for, such as <c>CN=example.com, O=Example</c>; at most <see cref="MaxNameLength"/> characters.</param>
/// <param name="Issuer">Who signed it, likewise.</param>
/// <param name="NotBefore">From when on it is valid, in UTC.</param>
/// <param name="NotAfter">Until when it is valid, in UTC.</param>
/// <param name="SerialNumber">Its number with its issuer, in hexadecimal digits.</param>
/// <param name="Fingerprint">The SHA-256 of its DER form, in hexadecimal digits.</param>
public sealed record FlowCertificate(
    string Subject,
    string Issuer,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    string SerialNumber,
    string Fingerprint)
{
    /// <summary>The most alternative names that are kept of one certificate: 64.</summary>
    public const int MaxAlternativeNames = 64;

    /// <summary>The most characters that are kept of a name: 1024.</summary>
    public const int MaxNameLength = 1024;

    /// <summary>The most certificates that are kept of one end of TLS: 8, the leaf among them.</summary>
    public const int MaxChain = 8;

    /// <summary>
    /// The DNS names and addresses that it is for, in their order, at most <see cref="MaxAlternativeNames"/> of them; empty for none.
    /// </summary>
    public IReadOnlyList<string> AlternativeNames { get; init; } = [];

    /// <summary>How many names it is for; those that are not kept count too.</summary>
    public int AlternativeNameCount { get => Math.Max(field, AlternativeNames.Count); init; }

    /// <summary>Its DER form; empty where only what it says is kept, as in stores.</summary>
    internal ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>Two are the same that say the same.</summary>
    public bool Equals(FlowCertificate? other)
        => ReferenceEquals(this, other)
            || (other is not null
                && Fingerprint == other.Fingerprint
                && (Subject, Issuer, SerialNumber) == (other.Subject, other.Issuer, other.SerialNumber)
                && (NotBefore, NotAfter, AlternativeNameCount) == (other.NotBefore, other.NotAfter, other.AlternativeNameCount)
                && AlternativeNames.SequenceEqual(other.AlternativeNames));

    /// <inheritdoc/>
    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);
}
