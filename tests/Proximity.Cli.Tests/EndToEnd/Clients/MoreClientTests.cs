using System.Globalization;

namespace Proximity.Cli.Tests.EndToEnd.Clients;

/// <summary>The clients of Debian packages that docs/clients.md lists; <c>./test.sh --all</c> installs them.</summary>
[Trait("Category", "All")]
public sealed class MoreClientTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("lynx -source {0}")]
    [InlineData("w3m -dump_source {0}")]
    [InlineData("php -r '$c=curl_init(\"{0}\");curl_exec($c);echo curl_error($c);'")]
    [InlineData("perl -MLWP::UserAgent -e 'print LWP::UserAgent->new->get(\"{0}\")->decoded_content'")]
    [InlineData("perl -MHTTP::Tiny -e 'print HTTP::Tiny->new(verify_SSL=>1)->get(\"{0}\")->{{content}}'")]
    [InlineData("perl -MMojo::UserAgent -e 'print Mojo::UserAgent->new->get(\"{0}\")->res->body'")]
    [InlineData("ruby -rnet/http -e 'print Net::HTTP.get(URI(\"{0}\"))'")]
    [InlineData("ruby -ropen-uri -e 'print URI.open(\"{0}\").read'")]
    [InlineData("/usr/bin/python3 -c 'import requests;print(requests.get(\"{0}\").text)'")]
    [InlineData("/usr/bin/python3 -c 'import httpx;print(httpx.get(\"{0}\").text)'")]
    [InlineData("/usr/bin/python3 -c 'import httplib2;print(httplib2.Http().request(\"{0}\")[1].decode())'")]
    public async Task ClientOfADebianPackage_IsSeen(string script)
    {
        foreach (var scheme in (string[])["http", "https"])
        {
            (await ClientRun.OfAsync(folder, string.Format(CultureInfo.InvariantCulture, script, $"{scheme}://{EveryOrigin.Host}/"))).IsSeen(scheme);
        }
    }

    /// <summary>They read the system's store alone.</summary>
    [Theory]
    [InlineData("aria2c -q --allow-overwrite=true -d . -o a https://origin.test/ && cat a")]
    [InlineData("/usr/bin/python3 -c 'import pycurl,sys;c=pycurl.Curl();c.setopt(c.URL,\"https://origin.test/\");c.setopt(c.WRITEDATA,sys.stdout.buffer);c.perform()'")]
    public async Task ClientOfTheSystemsStore_IsSeenWithAPrivateOne(string script)
        => (await ClientRun.OfAsync(folder, $"cd \"$HOME\" && {script}", "--private-trust")).IsSeen("https");

    /// <summary>Java's own clients look at no variable but the one that sets its properties.</summary>
    [Fact]
    public async Task Java_IsSeen()
    {
        const string Source = "public class Get { public static void main(String[] a) throws Exception { System.out.print(new String(new java.net.URL(a[0]).openStream().readAllBytes())); } }";
        folder.Write("Get.java", Source);

        (await ClientRun.OfAsync(folder, "java \"$HOME/Get.java\" https://origin.test/")).IsSeen("https");
    }

    public void Dispose() => folder.Dispose();
}
