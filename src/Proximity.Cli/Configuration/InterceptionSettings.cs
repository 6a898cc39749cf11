using Proximity.Http2;

namespace Proximity.Cli.Configuration;

/// <summary>What one source says about interception, beside the authority of the user's. Null means it says nothing.</summary>
internal sealed record InterceptionSettings
{
    public string? CaFolder { get; init; }

    public IReadOnlyList<string>? InterceptHosts { get; init; }

    public IReadOnlyList<string>? PassThroughHosts { get; init; }

    public int? RejectionMemorySeconds { get; init; }

    public IReadOnlyList<string>? InsecureOrigins { get; init; }

    /// <summary>Files of authorities that may vouch for origins.</summary>
    public IReadOnlyList<string>? OriginCas { get; init; }

    /// <summary>Certificates to show to origins, each as <c>host=file</c>.</summary>
    public IReadOnlyList<string>? ClientCertificates { get; init; }

    public bool? CheckRevocation { get; init; }

    /// <summary>Whether HTTP/2 is spoken with those who want it; it is, unless something says no.</summary>
    public bool? Http2 { get; init; }

    /// <summary>True when something is said.</summary>
    public bool SaysSomething => this != new InterceptionSettings();

    /// <summary>These settings, and where they say nothing, those of a source of less weight.</summary>
    public InterceptionSettings Over(InterceptionSettings lower) => new()
    {
        CaFolder = CaFolder ?? lower.CaFolder,
        InterceptHosts = InterceptHosts ?? lower.InterceptHosts,
        PassThroughHosts = PassThroughHosts ?? lower.PassThroughHosts,
        RejectionMemorySeconds = RejectionMemorySeconds ?? lower.RejectionMemorySeconds,
        InsecureOrigins = InsecureOrigins ?? lower.InsecureOrigins,
        OriginCas = OriginCas ?? lower.OriginCas,
        ClientCertificates = ClientCertificates ?? lower.ClientCertificates,
        CheckRevocation = CheckRevocation ?? lower.CheckRevocation,
        Http2 = Http2 ?? lower.Http2,
    };

    /// <summary>Puts them into the library's options; what no source named keeps the library's default. Certificates are loaded elsewhere.</summary>
    public InterceptionOptions ApplyTo(InterceptionOptions options)
    {
        options.CaFolder = CaFolder;
        options.InterceptHosts = InterceptHosts;
        options.PassThroughHosts = PassThroughHosts;
        options.RejectionMemory = RejectionMemorySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.RejectionMemory;
        options.InsecureOrigins = InsecureOrigins;
        options.CheckRevocation = CheckRevocation is true ? System.Security.Cryptography.X509Certificates.X509RevocationMode.Online : options.CheckRevocation;
        options.Http2 = Http2 is false ? null : Http2Engine.Create();
        return options;
    }
}
