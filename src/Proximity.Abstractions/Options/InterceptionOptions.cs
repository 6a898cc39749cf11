using System.Security.Cryptography.X509Certificates;

namespace Proximity;

/// <summary>
/// Interception of what travels through CONNECT tunnels: with it the proxy opens them, towards the client with a certificate that it
/// signs itself, and everything that holds for plain HTTP holds inside. Clients must be told to trust its authority
/// (docs/interception.md).
/// </summary>
public sealed class InterceptionOptions
{
    /// <summary>
    /// The authority's certificate, a PEM or PKCS#12 file; null, the default, for an authority of this installation's own, made on first
    /// use.
    /// </summary>
    public string? CaCert { get; set; }

    /// <summary>The authority's private key, a PEM file; null when <see cref="CaCert"/> holds it.</summary>
    public string? CaKey { get; set; }

    /// <summary>The password of an encrypted key or PKCS#12 file; null for none.</summary>
    public string? CaPassword { get; set; }

    /// <summary>
    /// Where the installation's own authority is kept, readable by its owner alone; null, the default, for <c>proximity/ca</c> in the
    /// user's configuration folder.
    /// </summary>
    public string? CaFolder { get; set; }

    /// <summary>
    /// Which tunnels are opened: host patterns, addresses and CIDR ranges, with <c>:ports</c> or without, matched against the host of the
    /// CONNECT and the name in the ClientHello. Null, the default, means all.
    /// </summary>
    public IReadOnlyList<string>? InterceptHosts { get; set; }

    /// <summary>
    /// Which tunnels are relayed untouched, written as in <see cref="InterceptHosts"/>, over which this wins; null, the default, for
    /// none.
    /// </summary>
    public IReadOnlyList<string>? PassThroughHosts { get; set; }

    /// <summary>
    /// Decides about each TLS tunnel that the patterns would open; null, the default, opens them all. One that throws is reported, and
    /// the tunnel opened.
    /// </summary>
    public Func<TunnelHello, ValueTask<TunnelVerdict>>? OnClientHello { get; set; }

    /// <summary>
    /// How long a client that rejected the proxy's certificate has its tunnels to that host relayed untouched; default ten minutes. Zero
    /// or less: its tunnels are opened, and fail, every time.
    /// </summary>
    public TimeSpan RejectionMemory { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Origins whose certificates are not verified, written as in <see cref="InterceptHosts"/>; null, the default, for none. An attacker
    /// in between can read and change what they say.
    /// </summary>
    public IReadOnlyList<string>? InsecureOrigins { get; set; }

    /// <summary>Authorities that are trusted to vouch for origins beside those of the system; null, the default, for none.</summary>
    public X509Certificate2Collection? TrustedRoots { get; set; }

    /// <summary>Certificates, with their keys, to show to origins that ask for one, by host pattern; null, the default, for none.</summary>
    public IReadOnlyDictionary<string, X509Certificate2>? ClientCertificates { get; set; }

    /// <summary>
    /// What speaks HTTP/2 with clients and origins that want to; null, the default, for HTTP/1.1 only. Tunnels of clients that speak
    /// nothing but HTTP/2 are then relayed untouched.
    /// </summary>
    public Http2Support? Http2 { get; set; }

    /// <summary>
    /// Whether origins' certificates are looked up in their authorities' revocation lists; default no. With
    /// <see cref="X509RevocationMode.Online"/> one that cannot be looked up is refused.
    /// </summary>
    public X509RevocationMode CheckRevocation { get; set; } = X509RevocationMode.NoCheck;

    /// <summary>The same values in options of their own, lists included.</summary>
    internal InterceptionOptions Copy() => new()
    {
        CaCert = CaCert,
        CaKey = CaKey,
        CaPassword = CaPassword,
        CaFolder = CaFolder,
        InterceptHosts = InterceptHosts?.ToArray(),
        PassThroughHosts = PassThroughHosts?.ToArray(),
        OnClientHello = OnClientHello,
        RejectionMemory = RejectionMemory,
        InsecureOrigins = InsecureOrigins,
        TrustedRoots = TrustedRoots,
        ClientCertificates = ClientCertificates,
        Http2 = Http2,
        CheckRevocation = CheckRevocation,
    };

    /// <summary>Names every option that is another one here and may not change while a proxy runs.</summary>
    internal IEnumerable<string> FixedOptionsOtherThan(InterceptionOptions before)
        => Fixed.Where(option => !Equals(option.Read(this), option.Read(before))).Select(option => option.Name);

    private static (string Name, Func<InterceptionOptions, object?> Read)[] Fixed { get; } =
    [
        (nameof(CaCert), options => options.CaCert),
        (nameof(CaKey), options => options.CaKey),
        (nameof(CaPassword), options => options.CaPassword),
        (nameof(CaFolder), options => options.CaFolder),
        (nameof(OnClientHello), options => options.OnClientHello),
        (nameof(RejectionMemory), options => options.RejectionMemory),
        (nameof(InsecureOrigins), options => options.InsecureOrigins),
        (nameof(TrustedRoots), options => options.TrustedRoots),
        (nameof(ClientCertificates), options => options.ClientCertificates),
        (nameof(Http2), options => options.Http2),
        (nameof(CheckRevocation), options => options.CheckRevocation),
    ];
}
