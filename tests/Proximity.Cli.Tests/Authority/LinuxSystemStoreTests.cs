using Proximity.Cli.Authority;

namespace Proximity.Cli.Tests.Authority;

public sealed class LinuxSystemStoreTests : IDisposable
{
    private const string DebianFolder = "usr/local/share/ca-certificates";
    private const string Bundle = "etc/ssl/certs/ca-certificates.crt";

    private readonly TemporaryFolder root = new();
    private readonly OpenedAuthority opened = new();

    [Theory]
    [InlineData(DebianFolder, "crt", "update-ca-certificates", "update-ca-certificates", "update-ca-certificates --fresh")]
    [InlineData("etc/pki/ca-trust/source/anchors", "pem", "update-ca-trust", "update-ca-trust extract", "update-ca-trust extract")]
    [InlineData("etc/pki/trust/anchors", "pem", "update-ca-certificates", "update-ca-certificates", "update-ca-certificates --fresh")]
    [InlineData("etc/ca-certificates/trust-source/anchors", "crt", "trust", "trust extract-compat", "trust extract-compat")]
    public async Task EveryFamily_HasItsFolderAndItsProgram(string folder, string extension, string tool, string adding, string removing)
    {
        Directory.CreateDirectory(root.File(folder));
        var tools = new RecordedTools(tool);
        var file = Path.Combine(root.File(folder), $"{opened.Name}.{extension}");

        Assert.Equal(new StoreAnswer(true, $"The system trusts the authority now, by {file}."), await Store(tools).TrustAsync(opened.Authority));
        Assert.Equal(opened.Pem, await File.ReadAllTextAsync(file));
        Assert.Equal(new StoreAnswer(true, "The system no longer trusts the authority."), await Store(tools).UntrustAsync(opened.Authority));
        Assert.False(File.Exists(file));
        Assert.Equal([adding, removing], tools.Commands);
    }

    /// <summary>Debian's own program, told to keep to the test's folder.</summary>
    [Fact]
    public async Task UpdateCaCertificates_MakesABundleThatCheckBelieves()
    {
        Directory.CreateDirectory(root.File(DebianFolder));
        Directory.CreateDirectory(root.File("etc/ssl/certs"));
        root.Write("certificates.conf", string.Empty);

        // It makes no bundle of nothing.
        using var other = new OpenedAuthority();
        root.Write(DebianFolder + "/other.crt", other.Pem);
        var store = Store(new RedirectedTools(root));

        Assert.False((await store.CheckAsync(opened.Authority)).IsGood);
        Assert.True((await store.TrustAsync(opened.Authority)).IsGood);
        Assert.Equal(new StoreAnswer(true, $"The system trusts the authority, by {root.File(Bundle)}."), await store.CheckAsync(opened.Authority));
        Assert.True((await store.UntrustAsync(opened.Authority)).IsGood);
        Assert.False((await store.CheckAsync(opened.Authority)).IsGood);
    }

    [Fact]
    public async Task BundleOfOthers_DoesNotTrustIt()
    {
        using var other = new OpenedAuthority();
        Directory.CreateDirectory(root.File("etc/ssl/certs"));
        root.Write(Bundle, other.Pem);

        var answer = await Store(new RecordedTools()).CheckAsync(opened.Authority);

        Assert.False(answer.IsGood);
        Assert.EndsWith("To change that: proximity ca trust --system --ca-folder /somewhere", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BundleNamedByTheEnvironment_CountsAsTheSystems()
    {
        var named = root.Write("mine.pem", opened.Pem);
        var machine = new Machine(root.Path, root.Path, new RecordedTools(), name => name == "SSL_CERT_FILE" ? named : null);

        Assert.True((await new LinuxSystemStore(machine, string.Empty).CheckAsync(opened.Authority)).IsGood);
    }

    [Fact]
    public async Task WithoutTheRight_TheSentenceIsACommandForTheAdministrator()
    {
        Directory.CreateDirectory(root.File(DebianFolder));
        var file = Path.Combine(root.File(DebianFolder), $"{opened.Name}.crt");

        // Nobody may write to a folder as if it were a file, not even an administrator.
        Directory.CreateDirectory(file);
        var tools = new RecordedTools("update-ca-certificates");

        var answer = await Store(tools).TrustAsync(opened.Authority);

        Assert.Equal(new StoreAnswer(false, $"{file} may be changed by the administrator only. Run: sudo proximity ca trust --system --ca-folder /somewhere"), answer);
        Assert.Empty(tools.Commands);
    }

    [Fact]
    public async Task ProgramThatFails_IsToldOf()
    {
        Directory.CreateDirectory(root.File(DebianFolder));
        var tools = new RecordedTools("update-ca-certificates") { Answer = _ => new ToolResult(1, string.Empty, "no room left.\nreally\n") };

        Assert.Equal(
            new StoreAnswer(false, "update-ca-certificates failed (no room left). Run: sudo proximity ca trust --system --ca-folder /somewhere"),
            await Store(tools).TrustAsync(opened.Authority));
        Assert.Empty(Directory.GetFiles(root.File(DebianFolder)));
    }

    [Fact]
    public async Task UnknownSystem_IsToldWhatToDo()
    {
        var answer = await Store(new RecordedTools("update-ca-certificates")).TrustAsync(opened.Authority);

        Assert.False(answer.IsGood);
        Assert.Contains("ca-certificates", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UntrustOfAStranger_ChangesNothing()
    {
        Directory.CreateDirectory(root.File(DebianFolder));
        var tools = new RecordedTools("update-ca-certificates");

        Assert.Equal(new StoreAnswer(true, "The system's store does not hold the authority."), await Store(tools).UntrustAsync(opened.Authority));
        Assert.Empty(tools.Commands);
    }

    public void Dispose()
    {
        opened.Dispose();
        root.Dispose();
    }

    private LinuxSystemStore Store(ITools tools) => new(new Machine(root.Path, root.Path, tools, _ => null), " --ca-folder /somewhere");

    /// <summary>Runs the installed program on the test's folders.</summary>
    private sealed class RedirectedTools(TemporaryFolder root) : ITools
    {
        private readonly InstalledTools installed = new();

        public bool Has(string tool) => installed.Has(tool);

        public Task<ToolResult> RunAsync(string tool, params string[] arguments) => installed.RunAsync(
            tool,
            [.. arguments, "--localcertsdir", root.File(DebianFolder), "--etccertsdir", root.File("etc/ssl/certs"), "--certsconf", root.File("certificates.conf"), "--hooksdir", root.File("none")]);
    }
}
