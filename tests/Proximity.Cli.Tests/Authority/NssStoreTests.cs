using Proximity.Cli.Authority;

namespace Proximity.Cli.Tests.Authority;

/// <summary>Databases made, changed and asked by the installed <c>certutil</c>.</summary>
public sealed class NssStoreTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly OpenedAuthority opened = new();
    private readonly InstalledTools tools = new();

    private string Database => home.File(".pki/nssdb");

    [Fact]
    public async Task TrustedThenUntrusted_IsWhatCheckSays()
    {
        await CreateAsync(Database);
        var store = new NssStore(tools, Database);

        Assert.Equal(new StoreAnswer(false, $"{Database} does not hold the authority. To change that: proximity ca trust --nss {Database}"), await store.CheckAsync(opened.Authority));
        Assert.Equal(new StoreAnswer(true, $"{Database} trusts the authority now."), await store.TrustAsync(opened.Authority));
        Assert.Equal(new StoreAnswer(true, $"{Database} trusts the authority."), await store.CheckAsync(opened.Authority));
        Assert.Matches($@"(?m)^{opened.Name} +C,, *$", (await tools.RunAsync(NssStore.Tool, "-d", "sql:" + Database, "-L")).Output);
        Assert.Equal(new StoreAnswer(true, $"{Database} no longer trusts the authority."), await store.UntrustAsync(opened.Authority));
        Assert.False((await store.CheckAsync(opened.Authority)).IsGood);
        Assert.Equal(new StoreAnswer(true, $"{Database} does not hold the authority."), await store.UntrustAsync(opened.Authority));
    }

    [Fact]
    public async Task PutThereByHandUnderAnyName_IsFoundAndTakenOut()
    {
        await CreateAsync(Database);
        Assert.True((await tools.RunAsync(NssStore.Tool, "-d", "sql:" + Database, "-A", "-t", "C,,", "-n", "my own, name", "-i", opened.Authority.CertificatePath)).IsGood);
        var store = new NssStore(tools, Database);

        Assert.True((await store.CheckAsync(opened.Authority)).IsGood);
        Assert.True((await store.UntrustAsync(opened.Authority)).IsGood);
        Assert.False((await store.CheckAsync(opened.Authority)).IsGood);
    }

    [Fact]
    public async Task HeldWithoutTrust_IsNotTrustedUntilTrusted()
    {
        await CreateAsync(Database);
        Assert.True((await tools.RunAsync(NssStore.Tool, "-d", "sql:" + Database, "-A", "-t", ",,", "-n", "known", "-i", opened.Authority.CertificatePath)).IsGood);
        var store = new NssStore(tools, Database);

        var answer = await store.CheckAsync(opened.Authority);
        Assert.False(answer.IsGood);
        Assert.StartsWith($"{Database} holds the authority but does not trust it: ", answer.Sentence, StringComparison.Ordinal);
        Assert.True((await store.TrustAsync(opened.Authority)).IsGood);
        Assert.True((await store.CheckAsync(opened.Authority)).IsGood);
    }

    [Fact]
    public async Task FolderWithoutADatabase_IsLeftAlone()
    {
        var answer = await new NssStore(tools, home.Path).TrustAsync(opened.Authority);

        Assert.Equal(new StoreAnswer(false, $"{home.Path} holds no NSS database. To make one: mkdir -p {home.Path} && certutil -d sql:{home.Path} -N --empty-password"), answer);
        Assert.Empty(Directory.GetFileSystemEntries(home.Path));
    }

    [Fact]
    public async Task WithoutCertutil_ThePackageIsNamed()
        => Assert.Contains("libnss3-tools", (await new NssStore(new RecordedTools(), home.Path).TrustAsync(opened.Authority)).Sentence, StringComparison.Ordinal);

    [Fact]
    public async Task BrowsersDatabases_AreFound()
    {
        string[] folders = [".mozilla/firefox/abc.default", ".pki/nssdb", "snap/firefox/common/.mozilla/firefox/xyz"];
        foreach (var folder in folders)
        {
            await CreateAsync(home.File(folder));
        }

        Directory.CreateDirectory(home.File(".mozilla/firefox/empty"));

        Assert.Equal(folders.Select(home.File), NssDatabases.Find(Machine));
    }

    [Fact]
    public async Task NothingNamed_MeansTheSystemAndTheDatabasesThatAreThere()
    {
        await CreateAsync(Database);

        Assert.Equal([typeof(LinuxSystemStore), typeof(NssStore)], new StoreChoice(System: false, Nss: null).Resolve(Machine, string.Empty).Select(store => store.GetType()));
        Assert.Equal([typeof(LinuxSystemStore)], new StoreChoice(System: true, Nss: null).Resolve(Machine, string.Empty).Select(store => store.GetType()));
        Assert.Equal([typeof(NssStore)], new StoreChoice(System: false, Nss: []).Resolve(Machine, string.Empty).Select(store => store.GetType()));
        Assert.Equal([typeof(NssStore), typeof(NssStore)], new StoreChoice(System: false, Nss: ["a", "b"]).Resolve(Machine, string.Empty).Select(store => store.GetType()));
        Assert.Equal([typeof(LinuxSystemStore)], new StoreChoice(System: false, Nss: null).Resolve(Machine with { Tools = new RecordedTools() }, string.Empty).Select(store => store.GetType()));
    }

    public void Dispose()
    {
        opened.Dispose();
        home.Dispose();
    }

    private Machine Machine => new(home.Path, home.Path, tools, _ => null);

    private async Task CreateAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        Assert.True((await tools.RunAsync(NssStore.Tool, "-d", "sql:" + folder, "-N", "--empty-password")).IsGood);
    }
}
