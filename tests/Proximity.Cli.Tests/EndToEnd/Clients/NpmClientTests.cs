namespace Proximity.Cli.Tests.EndToEnd.Clients;

/// <summary>npm and what it installs; each package goes into a temporary folder, before the proxy starts.</summary>
[Trait("Category", "All")]
public sealed class NpmClientTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("axios@1", "require('axios').get(u).then(r=>console.log(JSON.stringify(r.data)))")]
    [InlineData("undici@6", "const{EnvHttpProxyAgent,fetch}=require('undici');fetch(u,{dispatcher:new EnvHttpProxyAgent()}).then(r=>r.text()).then(console.log)")]
    [InlineData("node-fetch@2", "require('node-fetch')(u).then(r=>r.text()).then(console.log)")]
    [InlineData("got@11", "require('got')(u).then(r=>console.log(r.body))")]
    [InlineData("superagent@9", "require('superagent').get(u).buffer(true).then(r=>console.log(r.text))")]
    [InlineData("make-fetch-happen@13", "require('make-fetch-happen')(u).then(r=>r.text()).then(console.log)")]
    [InlineData("https-proxy-agent@7", "const{HttpsProxyAgent:A}=require('https-proxy-agent');require('https').get(u,{agent:new A(process.env.https_proxy)},r=>r.pipe(process.stdout))")]
    [InlineData("agentkeepalive@4", "const{HttpsAgent:A}=require('agentkeepalive');require('https').get(u,{agent:new A()},r=>r.pipe(process.stdout))")]
    [InlineData("global-agent@3", "require('global-agent/bootstrap');require('https').get(u,r=>r.pipe(process.stdout))")]
    public async Task Library_IsSeen(string package, string script)
    {
        await InstallAsync(package);

        (await ClientRun.OfAsync(folder, $"cd \"$HOME\" && node -e \"const u='https://origin.test/';{script}\"")).IsSeen("https");
    }

    [Theory]
    [InlineData("")]
    [InlineData("cafile=/etc/ssl/certs/ca-certificates.crt\nproxy=http://127.0.0.1:9\nhttps-proxy=http://127.0.0.1:9\n")]
    public async Task Npm_IsSeenWhateverItsConfigurationSays(string configuration)
    {
        folder.Write(".npmrc", configuration);

        (await ClientRun.OfAsync(folder, "npm view seen-package name --registry https://origin.test/")).IsSeen("https");
    }

    [Theory]
    [InlineData("3.8.7")]
    [InlineData("4.9.2")]
    public async Task Yarn_IsSeen(string version)
    {
        await InstallAsync($"@yarnpkg/cli-dist@{version}");
        folder.Write(".yarnrc.yml", "npmRegistryServer: https://origin.test\nenableTelemetry: false\n");

        (await ClientRun.OfAsync(folder, "cd \"$HOME\" && node node_modules/@yarnpkg/cli-dist/bin/yarn.js npm info seen-package")).IsSeen("https");
    }

    public void Dispose() => folder.Dispose();

    private async Task InstallAsync(string package)
    {
        folder.Write("package.json", "{}");
        await using var install = ProximityProcess.Start("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder.Path, package], folder.Path);
        var (code, output, error) = await install.EndAsync();
        Assert.True(code == 0, output + error);
    }
}
