using System.Security.Cryptography.X509Certificates;
using Proximity.Tls;

namespace Proximity;

/// <summary>
/// The authority that interception signs with, without a proxy: to hand its certificate to those who are to trust it, and to try out whether they do. Its key never leaves it.
/// </summary>
public sealed class InterceptionAuthority : IDisposable
{
    private readonly CertificateAuthority authority;
    private readonly TimeProvider timeProvider;

    private InterceptionAuthority(CertificateAuthority authority, string certificatePath, TimeProvider timeProvider)
    {
        this.authority = authority;
        this.timeProvider = timeProvider;
        CertificatePath = certificatePath;
        Certificate = authority.CopyPublic();
    }

    /// <summary>The certificate, without its key; disposed with this object.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The full path of the file with the certificate: <see cref="InterceptionOptions.CaCert"/>, or the one in the folder of this installation's own authority.</summary>
    public string CertificatePath { get; }

    /// <summary>Loads the authority that a proxy with these options would sign with; this installation's own is made when there is none yet.</summary>
    /// <param name="options">Which; only <see cref="InterceptionOptions.CaCert"/>, <c>CaKey</c>, <c>CaPassword</c> and <c>CaFolder</c> are looked at.</param>
    /// <param name="timeProvider">The clock by which it must be valid; null for the system's.</param>
    /// <exception cref="ProxyStartException">There is none that can be used.</exception>
    public static InterceptionAuthority Open(InterceptionOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        timeProvider ??= TimeProvider.System;
        var authority = CertificateAuthority.Load(options, timeProvider);
        string path = options.CaCert is { Length: > 0 } named ? named : AuthorityFolder.CertificatePath(options.CaFolder);
        return new InterceptionAuthority(authority, Path.GetFullPath(path), timeProvider);
    }

    /// <summary>The certificate in one of the forms in which it is handed out.</summary>
    public byte[] Export(AuthorityFormat format) => AuthorityExport.Encode(Certificate, format);

    /// <summary>A certificate for a host as the proxy would show it: whether a store trusts the authority can be tried with it.</summary>
    /// <param name="host">A name or an address; IPv6 without brackets.</param>
    public X509Certificate2 Issue(string host)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        return authority.Mint(host, timeProvider.GetUtcNow());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        authority.Dispose();
    }
}
