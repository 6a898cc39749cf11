using System.Security.Cryptography.X509Certificates;
using Proximity.Cli.Configuration.Rows;
using Proximity.Cli.Running;

namespace Proximity.Cli.Configuration;

/// <summary>Interception: the authority, which tunnels, and which origins are believed.</summary>
internal static class HttpsOptions
{
    public static OptionGroup Group { get; } = new("Looking into HTTPS", [.. Authority, .. Tunnels, .. Origins]);

    private static OptionRow[] Authority =>
    [
        new FlagRow
        {
            Name = "--mitm",
            Key = "enableMITM",
            Setting = nameof(Settings.Mitm),
            Text = "Look into HTTPS: open tunnels with certificates that this proxy's authority signs, which clients must trust; http://proximity.internal/ through the proxy helps them to.",
            IsForListeners = true,
        },
        new TextRow
        {
            Name = "--ca-cert",
            Key = "caCert",
            Kind = TextKind.Path,
            Setting = nameof(Settings.CaCert),
            Member = nameof(InterceptionOptions.CaCert),
            ValueName = "file",
            Text = "The authority's certificate, a PEM or PKCS#12 file.",
            Default = "an authority of this installation's own, made on first use",
            NeedsInterception = true,
            NamesAuthority = true,
            SetsInterception = (options, file) => options.CaCert = file,
        },
        new TextRow
        {
            Name = "--ca-key",
            Key = "caKey",
            Kind = TextKind.Path,
            Setting = nameof(Settings.CaKey),
            Member = nameof(InterceptionOptions.CaKey),
            ValueName = "file",
            Text = "The authority's private key, a PEM file, when it is not in the certificate's.",
            NeedsInterception = true,
            NamesAuthority = true,
            SetsInterception = (options, file) => options.CaKey = file,
        },
        new TextRow
        {
            Name = "--ca-password",
            Key = "caPassword",
            Kind = TextKind.Secret,
            Setting = nameof(Settings.CaPassword),
            Member = nameof(InterceptionOptions.CaPassword),
            ValueName = "password",
            Text = "The key's password. Other users may see a command line: PROXIMITY_CA_PASSWORD in the environment does the same.",
            NeedsInterception = true,
            NamesAuthority = true,
            SetsInterception = (options, password) => options.CaPassword = password,
        },
        new TextRow
        {
            Name = "--ca-folder",
            Key = "caFolder",
            Kind = TextKind.Path,
            Setting = nameof(Settings.CaFolder),
            Member = nameof(InterceptionOptions.CaFolder),
            ValueName = "folder",
            Text = "Where the authority of this installation's own is kept.",
            Default = "proximity/ca in your configuration folder",
            NeedsInterception = true,
            NamesAuthority = true,
            SetsInterception = (options, folder) => options.CaFolder = folder,
        },
    ];

    private static OptionRow[] Tunnels =>
    [
        new ListRow
        {
            Name = "--intercept-host",
            Key = "interceptHosts",
            Setting = nameof(Settings.InterceptHosts),
            Member = nameof(InterceptionOptions.InterceptHosts),
            ValueName = "host",
            Text = "A host pattern, address or CIDR range, with :ports or without, whose tunnels are opened; may be repeated.",
            Default = "all",
            NeedsInterception = true,
            SetsInterception = (options, hosts) => options.InterceptHosts = hosts,
        },
        new ListRow
        {
            Name = "--pass-through-host",
            Key = "passThroughHosts",
            Setting = nameof(Settings.PassThroughHosts),
            Member = nameof(InterceptionOptions.PassThroughHosts),
            ValueName = "host",
            Text = "One whose tunnels are relayed untouched, over --intercept-host; may be repeated.",
            NeedsInterception = true,
            SetsInterception = (options, hosts) => options.PassThroughHosts = hosts,
        },
        new NumberRow
        {
            Name = "--rejection-memory",
            Key = "rejectionMemory",
            Setting = nameof(Settings.RejectionMemorySeconds),
            Member = nameof(InterceptionOptions.RejectionMemory),
            Range = IntegerRange.IdleSeconds,
            ValueName = "seconds",
            Text = "How long a client that rejected the proxy's certificate is relayed untouched, 0..86400 seconds; 0 for not at all.",
            Default = "600",
            NeedsInterception = true,
            SetsInterception = (options, seconds) => options.RejectionMemory = TimeSpan.FromSeconds(seconds),
        },
        new FlagRow
        {
            Name = "--no-http2",
            IsNegated = true,
            Key = "http2",
            Setting = nameof(Settings.Http2),
            Text = "Speak HTTP/1.1 only; tunnels of clients that speak nothing but HTTP/2 are relayed untouched.",
            NeedsInterception = true,
        },
    ];

    private static OptionRow[] Origins =>
    [
        new ListRow
        {
            Name = "--insecure-origins",
            Key = "insecureOrigins",
            Form = ListForm.Several,
            Setting = nameof(Settings.InsecureOrigins),
            Member = nameof(InterceptionOptions.InsecureOrigins),
            ValueName = "host",
            Text = "Hosts whose certificates are not verified, written as for --intercept-host.",
            NeedsInterception = true,
            SetsInterception = (options, hosts) => options.InsecureOrigins = hosts,
        },
        new ListRow
        {
            Name = "--origin-ca",
            Key = "originCas",
            Setting = nameof(Settings.OriginCas),
            Member = nameof(InterceptionOptions.TrustedRoots),
            ValueName = "file",
            Text = "A file with authorities that may vouch for origins beside those of the system, PEM or DER; may be repeated.",
            NeedsInterception = true,
            FromFile = value => value.FilePathList(),
        },
        new ListRow
        {
            Name = "--client-certificate",
            Key = "clientCertificates",
            Setting = nameof(Settings.ClientCertificates),
            Member = nameof(InterceptionOptions.ClientCertificates),
            ValueName = "host=file",
            Text = "A certificate to show to origins that ask for one, as host=file, with its key in PEM or PKCS#12; may be repeated.",
            NeedsInterception = true,
            FromFile = value => value.NamedFilePaths(),
            Check = entry => OriginCertificates.IsEntry(entry) ? null : "must be host=file",
        },
        new FlagRow
        {
            Name = "--check-revocation",
            Key = "checkRevocation",
            Setting = nameof(Settings.CheckRevocation),
            Member = nameof(InterceptionOptions.CheckRevocation),
            Text = "Refuse origins whose certificates are revoked, or cannot be looked up.",
            NeedsInterception = true,
            SetsInterception = (options, check) => options.CheckRevocation = check ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
        },
    ];
}
