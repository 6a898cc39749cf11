using Proximity.Flows;

namespace Proximity.Control;

/// <summary>What a certificate says.</summary>
/// <param name="Subject">Whom it is for.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="NotBefore">From when on it is valid.</param>
/// <param name="NotAfter">Until when it is valid.</param>
/// <param name="SerialNumber">Its number with its issuer, in hexadecimal digits.</param>
/// <param name="Fingerprint">Its SHA-256 in hexadecimal digits.</param>
/// <param name="AlternativeNames">The names and addresses that it is for, at most 64 of them.</param>
/// <param name="AlternativeNameCount">How many those are in all.</param>
internal sealed record CertificateFacts(
    string Subject,
    string Issuer,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    string SerialNumber,
    string Fingerprint,
    IReadOnlyList<string> AlternativeNames,
    int AlternativeNameCount)
{
    /// <summary>What a flow says of a certificate.</summary>
    public static CertificateFacts Of(FlowCertificate shown) => new(
        shown.Subject, shown.Issuer, shown.NotBefore, shown.NotAfter, shown.SerialNumber, shown.Fingerprint, shown.AlternativeNames,
        shown.AlternativeNameCount);
}
