using System.IO.Pipes;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proximity.Cli.Authority;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.Authority;

public sealed class AuthorityRunTests : IDisposable
{
    private readonly TemporaryFolder root = new();
    private readonly OpenedAuthority opened = new();
    private readonly MemoryStream output = new();
    private readonly StringWriter errors = new();

    private static StoreChoice Unnamed { get; } = new(System: false, Nss: null);

    private string Said => Encoding.UTF8.GetString(output.ToArray());

    [Fact]
    public async Task Path_IsTheCertificatesFile()
    {
        Assert.Equal(0, await RunAsync(new AuthorityRequest(AuthorityVerb.Path, Unnamed)));
        Assert.Equal(System.IO.Path.Combine(opened.Folder, "authority.crt") + Environment.NewLine, Said);
    }

    [Fact]
    public async Task PathOfTheUsersAuthority_IsWhatTheyNamed()
    {
        var named = System.IO.Path.Combine(opened.Folder, "authority.pem");

        Assert.Equal(0, await RunAsync(new AuthorityRequest(AuthorityVerb.Path, Unnamed), new InterceptionOptions { CaCert = named }));
        Assert.Equal(named + Environment.NewLine, Said);
    }

    [Theory]
    [InlineData(AuthorityFormat.Pem)]
    [InlineData(AuthorityFormat.Der)]
    [InlineData(AuthorityFormat.Pkcs7)]
    [InlineData(AuthorityFormat.MobileConfig)]
    public async Task EveryForm_IsWrittenWithoutTheKey(AuthorityFormat format)
    {
        Assert.Equal(0, await RunAsync(new AuthorityRequest(AuthorityVerb.Export, Unnamed, format)));

        Assert.Equal(opened.Authority.Export(format), output.ToArray());
        Assert.DoesNotContain("PRIVATE KEY", Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_WritesTheFile()
    {
        Assert.Equal(0, await RunAsync(new AuthorityRequest(AuthorityVerb.Export, Unnamed, AuthorityFormat.Der, root.File("ca.der")), isTerminal: true));

        Assert.Equal(opened.Thumbprint, X509CertificateLoader.LoadCertificateFromFile(root.File("ca.der")).Thumbprint);
        Assert.Empty(Said);
    }

    [Theory]
    [InlineData(nameof(AuthorityVerb.Path))]
    [InlineData(nameof(AuthorityVerb.Export))]
    public async Task OutputThatNobodyReads_IsASentenceWithCode1(string verb)
    {
        using var gone = new AnonymousPipeServerStream(PipeDirection.Out);
        using (new AnonymousPipeClientStream(PipeDirection.In, gone.ClientSafePipeHandle))
        {
        }

        var run = new AuthorityRun(new Machine(root.Path, root.Path, new InstalledTools(), _ => null), gone, errors, outputIsTerminal: false);

        Assert.Equal(1, await run.RunAsync(new AuthorityRequest(Enum.Parse<AuthorityVerb>(verb), Unnamed), opened.Options, new Settings()));
        Assert.StartsWith("The output cannot be written: ", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AuthorityFormat.Der)]
    [InlineData(AuthorityFormat.Pkcs7)]
    public async Task BinaryForm_IsNotForATerminal(AuthorityFormat format)
    {
        Assert.Equal(1, await RunAsync(new AuthorityRequest(AuthorityVerb.Export, Unnamed, format), isTerminal: true));
        Assert.Equal((string.Empty, "This form is binary, and not for a terminal: name a file with --output, or redirect the output." + Environment.NewLine), (Said, errors.ToString()));
    }

    [Fact]
    public async Task FileThatCannotBeWritten_IsASentence()
    {
        Assert.Equal(1, await RunAsync(new AuthorityRequest(AuthorityVerb.Export, Unnamed, Output: root.File("missing/ca.pem"))));
        Assert.StartsWith($"The certificate cannot be written to {root.File("missing/ca.pem")}: ", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AuthorityThatCannotBeUsed_IsASentence()
    {
        Assert.Equal(2, await RunAsync(new AuthorityRequest(AuthorityVerb.Path, Unnamed), new InterceptionOptions { CaCert = root.File("missing.pem") }));
        Assert.StartsWith($"The certificate {root.File("missing.pem")} cannot be used: ", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_IsDecidedByTheSystem()
    {
        await CreateDatabaseAsync();
        Assert.Equal(1, await RunAsync(new AuthorityRequest(AuthorityVerb.Check, Unnamed)));
        Directory.CreateDirectory(root.File("etc/ssl/certs"));
        root.Write("etc/ssl/certs/ca-certificates.crt", opened.Pem);
        Assert.Equal(0, await RunAsync(new AuthorityRequest(AuthorityVerb.Check, Unnamed)));

        Assert.Contains($"{root.File(".pki/nssdb")} does not hold the authority.", Said, StringComparison.Ordinal);
        Assert.Empty(errors.ToString());
    }

    [Fact]
    public async Task NamedStore_DecidesItself()
    {
        await CreateDatabaseAsync();
        var nss = new StoreChoice(System: false, Nss: []);

        Assert.Equal(1, await RunAsync(new AuthorityRequest(AuthorityVerb.Check, nss)));
        Assert.Equal(0, await RunAsync(new AuthorityRequest(AuthorityVerb.Trust, nss)));
        Assert.Equal(0, await RunAsync(new AuthorityRequest(AuthorityVerb.Check, nss)));
        Assert.Equal(0, await RunAsync(new AuthorityRequest(AuthorityVerb.Untrust, nss)));
        Assert.Equal(1, await RunAsync(new AuthorityRequest(AuthorityVerb.Check, nss)));
    }

    [Fact]
    public async Task SystemThatCannotBeChanged_FailsAndNamesTheAuthorityForTheAdministrator()
    {
        Directory.CreateDirectory(root.File("usr/local/share/ca-certificates"));
        var tools = new RecordedTools("update-ca-certificates") { Answer = _ => new ToolResult(1, string.Empty, "no") };

        Assert.Equal(1, await RunAsync(new AuthorityRequest(AuthorityVerb.Trust, Unnamed), tools: tools));
        Assert.Equal($"update-ca-certificates failed (no). Run: sudo proximity ca trust --system --ca-folder {opened.Folder}{Environment.NewLine}", errors.ToString());
    }

    public void Dispose()
    {
        errors.Dispose();
        output.Dispose();
        opened.Dispose();
        root.Dispose();
    }

    private Task<int> RunAsync(AuthorityRequest request, InterceptionOptions? options = null, bool isTerminal = false, ITools? tools = null)
        => new AuthorityRun(new Machine(root.Path, root.Path, tools ?? new InstalledTools(), _ => null), output, errors, isTerminal).RunAsync(request, options ?? opened.Options, new Settings());

    private async Task CreateDatabaseAsync()
    {
        Directory.CreateDirectory(root.File(".pki/nssdb"));
        Assert.True((await new InstalledTools().RunAsync(NssStore.Tool, "-d", "sql:" + root.File(".pki/nssdb"), "-N", "--empty-password")).IsGood);
    }
}
