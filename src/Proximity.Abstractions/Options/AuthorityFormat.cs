namespace Proximity;

/// <summary>The forms in which an authority's certificate is handed out; none of them holds its key.</summary>
public enum AuthorityFormat
{
    /// <summary>Text (RFC 7468), which most programs take.</summary>
    Pem,

    /// <summary>Binary: the certificate as such, for Windows and Android.</summary>
    Der,

    /// <summary>PKCS #7 (RFC 2315), binary, for Windows.</summary>
    Pkcs7,

    /// <summary>A configuration profile for Apple devices, text.</summary>
    MobileConfig,
}
