using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Proximity.Tls;

/// <summary>An authority's certificate in the forms in which it is handed out, on the proxy's own site and elsewhere.</summary>
internal static class AuthorityExport
{
    public static byte[] Encode(X509Certificate2 authority, AuthorityFormat format) => format switch
    {
        AuthorityFormat.Pem => Encoding.ASCII.GetBytes(authority.ExportCertificatePem() + "\n"),
        AuthorityFormat.Der => authority.RawData,
        AuthorityFormat.Pkcs7 => Pkcs7(authority),
        AuthorityFormat.MobileConfig => AppleProfile(authority),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    private static byte[] Pkcs7(X509Certificate2 authority) => new X509Certificate2Collection(authority).Export(X509ContentType.Pkcs7)!;

    private static byte[] AppleProfile(X509Certificate2 authority)
    {
        // The same certificate is the same profile: installing it again replaces it.
        byte[] seed = authority.GetCertHash(HashAlgorithmName.SHA256);
        return Encoding.UTF8.GetBytes($"""
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0"><dict>
            <key>PayloadType</key><string>Configuration</string>
            <key>PayloadVersion</key><integer>1</integer>
            <key>PayloadIdentifier</key><string>proximity.authority.{new Guid(seed.AsSpan(0, 16))}</string>
            <key>PayloadUUID</key><string>{new Guid(seed.AsSpan(0, 16))}</string>
            <key>PayloadDisplayName</key><string>{Escape(authority.GetNameInfo(X509NameType.SimpleName, forIssuer: false))}</string>
            <key>PayloadContent</key><array><dict>
            <key>PayloadType</key><string>com.apple.security.root</string>
            <key>PayloadVersion</key><integer>1</integer>
            <key>PayloadIdentifier</key><string>proximity.authority.root.{new Guid(seed.AsSpan(16, 16))}</string>
            <key>PayloadUUID</key><string>{new Guid(seed.AsSpan(16, 16))}</string>
            <key>PayloadDisplayName</key><string>{Escape(authority.GetNameInfo(X509NameType.SimpleName, forIssuer: false))}</string>
            <key>PayloadContent</key><data>{Convert.ToBase64String(authority.RawData)}</data>
            </dict></array>
            </dict></plist>

            """);
    }

    /// <summary>The authority may be one of the user's, with any name.</summary>
    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
