using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Proximity.Tls;

/// <summary>The pages and files of the proxy's own site.</summary>
internal static class OnboardingSiteContent
{
    /// <summary>Loads over https only where the authority is trusted.</summary>
    public const string ProbePath = "/trusted.svg";

    private static readonly byte[] Badge = """
        <svg xmlns="http://www.w3.org/2000/svg" width="330" height="40"><rect width="330" height="40" rx="6" fill="#1a7f37"/><text x="14" y="26" font-family="sans-serif" font-size="16" fill="#fff">This program trusts the authority.</text></svg>
        """u8.ToArray();

    /// <summary>What a path shows; null for nothing.</summary>
    public static (string Fields, byte[] Body)? Find(string path, X509Certificate2 authority) => path switch
    {
        "" or "/" => ("Content-Type: text/html; charset=utf-8\r\nContent-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; img-src https://proximity.internal\r\n", Page(authority)),
        "/ca.pem" => (Download("application/x-pem-file", "proximity-ca.pem"), AuthorityExport.Encode(authority, AuthorityFormat.Pem)),
        "/ca.crt" => (Download("application/x-x509-ca-cert", "proximity-ca.crt"), AuthorityExport.Encode(authority, AuthorityFormat.Der)),
        "/ca.p7b" => (Download("application/x-pkcs7-certificates", "proximity-ca.p7b"), AuthorityExport.Encode(authority, AuthorityFormat.Pkcs7)),
        "/ca.mobileconfig" => (Download("application/x-apple-aspen-config", "proximity-ca.mobileconfig"), AuthorityExport.Encode(authority, AuthorityFormat.MobileConfig)),
        ProbePath => ("Content-Type: image/svg+xml\r\nAccess-Control-Allow-Origin: *\r\n", Badge),
        _ => null,
    };

    private static string Download(string type, string name) => $"Content-Type: {type}\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n";

    private static byte[] Page(X509Certificate2 authority) => Encoding.UTF8.GetBytes($$"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Proximity: certificate authority</title>
        <style>body{font:16px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}code{background:#eee;padding:0 .2em}dt{font-weight:bold;margin-top:.8em}img{border:1px solid #a40e26;border-radius:6px;padding:.3em}</style></head><body>
        <h1>Proximity's certificate authority</h1>
        <p><img src="https://proximity.internal{{ProbePath}}" alt="This program does not trust the authority yet."></p>
        <p>The proxy you use looks into encrypted connections. It can do so without warnings once this machine, or this program, trusts its authority. <strong>The holder of the authority's key can then read and change what you send to any site:
        trust it only if the proxy is yours, or you know whose it is.</strong></p>
        <p>{{Escape(authority.Subject)}}<br>SHA-256 <code>{{authority.GetCertHashString(HashAlgorithmName.SHA256)}}</code><br>until {{authority.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}}</p>
        <p><a href="/ca.pem">PEM</a> · <a href="/ca.crt">DER</a> · <a href="/ca.p7b">PKCS #7</a> · <a href="/ca.mobileconfig">profile for Apple devices</a></p>
        <dl>
        <dt>Windows</dt><dd>Open the DER file, "Install certificate", "Local machine" or "Current user", store "Trusted root certification authorities". Or: <code>certutil -user -addstore Root proximity-ca.crt</code></dd>
        <dt>macOS</dt><dd><code>sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain proximity-ca.pem</code></dd>
        <dt>iOS, iPadOS</dt><dd>Open the profile, install it under Settings, General, VPN &amp; Device Management; then switch it on under General, About, Certificate Trust Settings.</dd>
        <dt>Android</dt><dd>Settings, Security, Encryption &amp; credentials, Install a certificate, CA certificate: the DER file. Apps decide for themselves whether they trust it.</dd>
        <dt>Debian, Ubuntu</dt><dd><code>sudo cp proximity-ca.pem /usr/local/share/ca-certificates/proximity-ca.crt &amp;&amp; sudo update-ca-certificates</code></dd>
        <dt>Fedora, RHEL</dt><dd><code>sudo cp proximity-ca.pem /etc/pki/ca-trust/source/anchors/ &amp;&amp; sudo update-ca-trust</code></dd>
        <dt>Firefox</dt><dd>Settings, Privacy &amp; Security, Certificates, View Certificates, Authorities, Import: the PEM file.</dd>
        <dt>Chromium on Linux</dt><dd><code>certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n proximity -i proximity-ca.pem</code></dd>
        <dt>This machine</dt><dd><code>proximity ca trust</code> does what is said above for its system, Chromium and Firefox.</dd>
        <dt>One program</dt><dd><code>curl --cacert proximity-ca.pem</code>, <code>NODE_EXTRA_CA_CERTS</code>, <code>REQUESTS_CA_BUNDLE</code>, <code>SSL_CERT_FILE</code>, <code>GIT_SSL_CAINFO</code>; <code>proximity run -- COMMAND</code> sets them.</dd>
        </dl>
        </body></html>

        """);

    /// <summary>The authority may be one of the user's, with any name.</summary>
    private static string Escape(string text) => System.Net.WebUtility.HtmlEncode(text);
}
