using Proximity.Cli.Authority;

namespace Proximity.Cli.Tests.Authority;

/// <summary>The stores of systems that the tests do not run on: what their programs are told, and what is made of the answers.</summary>
public sealed class OtherSystemsStoreTests : IDisposable
{
    private const string Keychain = "/Library/Keychains/System.keychain";

    private readonly OpenedAuthority opened = new();

    [Fact]
    public async Task Mac_TrustsThroughSecurity()
    {
        var tools = new RecordedTools("security") { Answer = command => new ToolResult(0, command.Contains("find", StringComparison.Ordinal) ? $"SHA-1 hash: {opened.Thumbprint}\n" : string.Empty, string.Empty) };
        var store = new MacSystemStore(tools, string.Empty);

        Assert.True((await store.TrustAsync(opened.Authority)).IsGood);
        Assert.True((await store.CheckAsync(opened.Authority)).IsGood);
        Assert.True((await store.UntrustAsync(opened.Authority)).IsGood);

        Assert.Equal(
            [
                $"security add-trusted-cert -d -r trustRoot -k {Keychain} FILE",
                "security verify-cert -c FILE -l -L",
                $"security find-certificate -a -Z {Keychain}",
                $"security delete-certificate -Z {opened.Thumbprint} -t {Keychain}",
            ],
            tools.Commands);
    }

    [Fact]
    public async Task Mac_WithoutTheRight_TheSentenceIsACommandForTheAdministrator()
    {
        var tools = new RecordedTools("security") { Answer = _ => new ToolResult(1, string.Empty, "SecTrustSettingsSetTrustSettings: not permitted.\n") };

        Assert.Equal(
            new StoreAnswer(false, "security failed (SecTrustSettingsSetTrustSettings: not permitted). The system keychain may be changed by the administrator only. Run: sudo proximity ca trust --system --ca-folder /x"),
            await new MacSystemStore(tools, " --ca-folder /x").TrustAsync(opened.Authority));
    }

    [Fact]
    public async Task Mac_UntrustOfAStranger_ChangesNothing()
    {
        var tools = new RecordedTools("security");

        Assert.Equal(new StoreAnswer(true, "The system's store does not hold the authority."), await new MacSystemStore(tools, string.Empty).UntrustAsync(opened.Authority));
        Assert.Single(tools.Commands);
    }

    [Fact]
    public async Task Windows_TrustsThroughCertutil()
    {
        var tools = new RecordedTools("certutil");
        var store = new WindowsUserStore(tools, _ => null);

        Assert.True((await store.TrustAsync(opened.Authority)).IsGood);
        Assert.True((await store.CheckAsync(opened.Authority)).IsGood);
        Assert.True((await store.UntrustAsync(opened.Authority)).IsGood);

        Assert.Equal(
            ["certutil -user -addstore Root FILE", $"certutil -user -store Root {opened.Thumbprint}", $"certutil -user -delstore Root {opened.Thumbprint}"],
            tools.Commands);
    }

    [Fact]
    public async Task Windows_WhereTheUserSaysNo_IsAFailure()
    {
        var tools = new RecordedTools("certutil") { Answer = _ => new ToolResult(1, "CertUtil: The operation was cancelled.\n", string.Empty) };

        Assert.Equal(
            new StoreAnswer(false, "certutil failed (CertUtil: The operation was cancelled). Windows asks before it changes the store: answer yes."),
            await new WindowsUserStore(tools, _ => null).TrustAsync(opened.Authority));
    }

    [Fact]
    public async Task Windows_CheckSaysWhyNot()
        => Assert.Equal(
            new StoreAnswer(false, "Windows does not trust the authority: no root. To change that: proximity ca trust --system"),
            await new WindowsUserStore(new RecordedTools(), _ => "no root.").CheckAsync(opened.Authority));

    public void Dispose() => opened.Dispose();
}
