using System.CommandLine;
using System.CommandLine.Parsing;
using Proximity.Cli.Configuration;
using Proximity.Cli.Running;

namespace Proximity.Cli.CommandLine;

/// <summary>The options for interception, beside those for an authority of the user's.</summary>
internal sealed class InterceptionCommandOptions
{
    private readonly Option<string?> caFolder = Options.Text("--ca-folder", "Where the authority of this installation's own is kept (default: proximity/ca in your configuration folder).", "folder");
    private readonly Option<string[]> interceptHost = Options.Texts("--intercept-host", "A host pattern, address or CIDR range, with :ports or without, whose tunnels are opened; may be repeated (default: all).", "host");
    private readonly Option<string[]> passThroughHost = Options.Texts("--pass-through-host", "One whose tunnels are relayed untouched, over --intercept-host; may be repeated.", "host");
    private readonly Option<int?> rejectionMemory = Options.Integer("--rejection-memory", "How long a client that turned the proxy's certificate down is relayed untouched, 0..86400 seconds; 0 for not at all (default: 600).", "seconds", IntegerRange.IdleSeconds);
    private readonly Option<string[]> insecureOrigins = Options.SeveralTexts("--insecure-origins", "Hosts whose certificates are not verified, written as for --intercept-host.", "host");
    private readonly Option<string[]> originCa = Options.Texts("--origin-ca", "A file with authorities that may vouch for origins beside those of the system, PEM or DER; may be repeated.", "file");
    private readonly Option<string[]> clientCertificate = Options.Texts("--client-certificate", "A certificate to show to origins that ask for one, as host=file, with its key in PEM or PKCS#12; may be repeated.", "host=file");
    private readonly Option<bool> checkRevocation = Options.Flag("--check-revocation", "Refuse origins whose certificates are revoked, or cannot be looked up.");
    private readonly Option<bool> noHttp2 = Options.Flag("--no-http2", "Speak HTTP/1.1 only; tunnels of clients that speak nothing but HTTP/2 are relayed untouched.");

    public InterceptionCommandOptions() => clientCertificate.Validators.Add(RefuseBareFiles);

    public Option CaFolder => caFolder;

    public IEnumerable<Option> All => [caFolder, interceptHost, passThroughHost, rejectionMemory, insecureOrigins, originCa, clientCertificate, checkRevocation, noHttp2];

    /// <summary>What the line says; it must have parsed without errors.</summary>
    public InterceptionSettings Read(ParseResult line) => new()
    {
        CaFolder = line.GetValue(caFolder),
        InterceptHosts = Options.Said(line, interceptHost),
        PassThroughHosts = Options.Said(line, passThroughHost),
        RejectionMemorySeconds = line.GetValue(rejectionMemory),
        InsecureOrigins = Options.Said(line, insecureOrigins),
        OriginCas = Options.Said(line, originCa),
        ClientCertificates = Options.Said(line, clientCertificate),
        CheckRevocation = Options.Said(line, checkRevocation),
        Http2 = !Options.Said(line, noHttp2),
    };

    private static void RefuseBareFiles(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(token => !OriginCertificates.IsEntry(token.Value)))
        {
            result.AddError($"--client-certificate is {token.Value}, but must be host=file.");
        }
    }
}
