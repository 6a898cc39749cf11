namespace Proximity.Control;

/// <summary>The certificate authority that clients must trust.</summary>
/// <param name="Subject">Its name.</param>
/// <param name="Sha256">The SHA-256 of its certificate, in hexadecimal digits.</param>
/// <param name="NotAfter">When it ends.</param>
/// <param name="Pem">Its certificate, without its key.</param>
/// <param name="Path">The file that has the certificate; left out where there is none.</param>
/// <param name="HostKey">The SHA-256 in base64 of the public key in all certificates for hosts: a browser can be told to trust it.</param>
/// <param name="Page">Where a client of the proxy finds it.</param>
internal sealed record AuthorityOutput(
    string Subject, string Sha256, DateTimeOffset NotAfter, string Pem, string? Path, string? HostKey, string Page);
