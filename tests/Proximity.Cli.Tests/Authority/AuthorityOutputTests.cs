using Proximity.Cli.Authority;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.Authority;

/// <summary>Where <c>proximity ca export</c> writes, and what <c>proximity ca</c> prints to be pasted.</summary>
public sealed class AuthorityOutputTests : IDisposable
{
    private readonly TemporaryFolder root = new();
    private readonly MemoryStream output = new();
    private readonly StringWriter errors = new();

    [Fact]
    public async Task ExportOverTheOwnAuthority_IsRefused()
    {
        var options = new InterceptionOptions { CaFolder = Opened() };
        var secret = Path.Combine(options.CaFolder, "authority.pem");

        await AssertRefusedAsync(options, secret);
    }

    [Fact]
    public async Task ExportOverTheFilesOfTheUser_IsRefused()
    {
        var certificate = Path.Combine(Opened(), "authority.pem");
        var key = root.Write("key.pem", await File.ReadAllTextAsync(certificate));

        await AssertRefusedAsync(new InterceptionOptions { CaCert = certificate }, certificate);
        await AssertRefusedAsync(new InterceptionOptions { CaCert = certificate, CaKey = key }, key);
    }

    [Fact]
    public async Task ExportOverALinkToTheAuthority_IsRefused()
    {
        var options = new InterceptionOptions { CaFolder = Opened() };
        File.CreateSymbolicLink(root.File("link.pem"), Path.Combine(options.CaFolder, "authority.pem"));
        Directory.CreateSymbolicLink(root.File("folder"), options.CaFolder);

        await AssertRefusedAsync(options, root.File("link.pem"));
        await AssertRefusedAsync(options, root.File("folder/authority.pem"));
    }

    [Theory]
    [InlineData("my ca", "'{0}/my ca'")]
    [InlineData("it's", @"'{0}/it'\''s'")]
    public async Task FolderOfTheAuthority_IsQuotedForTheShell(string name, string quoted)
    {
        Directory.CreateDirectory(root.File("usr/local/share/ca-certificates"));
        var tools = new RecordedTools("update-ca-certificates") { Answer = _ => new ToolResult(1, string.Empty, "no") };
        var request = new AuthorityRequest(AuthorityVerb.Trust, new StoreChoice(System: true, Nss: null));

        Assert.Equal(1, await RunAsync(request, new InterceptionOptions { CaFolder = root.File(name) }, tools));
        var line = $" Run: sudo proximity ca trust --system --ca-folder {quoted.Replace("{0}", root.Path, StringComparison.Ordinal)}";
        Assert.EndsWith(line + Environment.NewLine, errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderOfADatabase_IsQuotedForTheShell()
    {
        using var opened = new OpenedAuthority();
        var folder = root.File("Application Support");

        var answer = await new NssStore(new RecordedTools(NssStore.Tool), folder).TrustAsync(opened.Authority);

        var line = $" To make one: mkdir -p '{folder}' && certutil -d 'sql:{folder}' -N --empty-password";
        Assert.EndsWith(line, answer.Sentence, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        errors.Dispose();
        output.Dispose();
        root.Dispose();
    }

    /// <summary>The folder of an authority that has been made.</summary>
    private string Opened()
    {
        InterceptionAuthority.Open(new InterceptionOptions { CaFolder = root.File("ca") }).Dispose();
        return root.File("ca");
    }

    private async Task AssertRefusedAsync(InterceptionOptions options, string file)
    {
        var before = await File.ReadAllTextAsync(file);
        errors.GetStringBuilder().Clear();

        var request = new AuthorityRequest(AuthorityVerb.Export, new StoreChoice(System: false, Nss: null), Output: file);
        Assert.Equal(1, await RunAsync(request, options));
        var sentence = $"{file} holds the authority itself, and its key would be lost. Name another file with --output.";
        Assert.Equal(sentence + Environment.NewLine, errors.ToString());
        Assert.Equal(before, await File.ReadAllTextAsync(file));
    }

    private Task<int> RunAsync(AuthorityRequest request, InterceptionOptions options, ITools? tools = null)
    {
        var machine = new Machine(root.Path, root.Path, tools ?? new RecordedTools(), _ => null);
        return new AuthorityRun(machine, output, errors, outputIsTerminal: false).RunAsync(request, options, new Settings());
    }
}
