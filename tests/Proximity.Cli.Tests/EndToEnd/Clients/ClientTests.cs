namespace Proximity.Cli.Tests.EndToEnd.Clients;

/// <summary>One client of each kind: it goes through the proxy, takes its certificate, and gets the origin's answer. The others: <see cref="MoreClientTests"/>.</summary>
public sealed class ClientTests : IDisposable
{
    private const string NodeScript =
        "const h=require('http'),s=require('https'),get=(m,u,o)=>new Promise((r,j)=>m.get(u,o||{},i=>{let b='';i.on('data',d=>b+=d).on('end',()=>r(b))}).on('error',j));"
        + "(async()=>{for(const f of[()=>get(h,'http://origin.test/global'),()=>get(s,'https://origin.test/global'),()=>get(h,'http://origin.test/own',{agent:new h.Agent()}),"
        + "()=>get(s,'https://origin.test/own',{agent:new s.Agent({keepAlive:true})}),async()=>(await fetch('https://origin.test/fetch')).text()])console.log(await f());process.exit(0)})()";

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("curl", "curl -sS {0}")]
    [InlineData("wget", "wget -qO- {0}")]
    [InlineData("git", "git ls-remote {0}a.git")]
    [InlineData("python3", "python3 -c 'import urllib.request as u;print(u.urlopen(\"{0}\").read().decode())'")]
    public async Task Client_IsSeen(string client, string script)
    {
        foreach (var scheme in (string[])["http", "https"])
        {
            var run = await ClientRun.OfAsync(folder, string.Format(System.Globalization.CultureInfo.InvariantCulture, script, $"{scheme}://{EveryOrigin.Host}/"));

            Assert.False(run.Code == 127, $"{client} is not installed");
            run.IsSeen(scheme);
        }
    }

    /// <summary>Agents of a library's own and fetch as well, whether or not this Node has a switch for the proxy variables.</summary>
    [Fact]
    public async Task Node_IsSeenWhateverAgentItUses()
    {
        var run = await ClientRun.OfAsync(folder, $"node -e \"{NodeScript}\"");

        run.IsSeen("https");
        string[] expected = ["GET http://origin.test/global 200", "GET http://origin.test/own 200", "GET https://origin.test/fetch 200", "GET https://origin.test/global 200", "GET https://origin.test/own 200"];
        Assert.Equal(expected, run.Seen.Order(StringComparer.Ordinal));
        Assert.Equal(5, run.Output.Split(EveryOrigin.Answer).Length - 1);
    }

    /// <summary>A configuration of the user's that names another proxy, or another authority, for one program.</summary>
    [Theory]
    [InlineData(".gitconfig", "[http]\nproxy = http://127.0.0.1:9\nsslCAInfo = /dev/null\n", "git ls-remote https://origin.test/a.git")]
    [InlineData(".wgetrc", "https_proxy = http://127.0.0.1:9\nno_proxy = origin.test\nca_certificate = /dev/null\n", "wget -qO- https://origin.test/")]
    public async Task ConfigurationOfTheUsers_HasLessWeight(string file, string content, string script)
    {
        folder.Write(file, content);

        (await ClientRun.OfAsync(folder, script)).IsSeen("https");
    }

    public void Dispose() => folder.Dispose();
}
