using System.Text;
using System.Text.Json;
using Proximity.Inspector.Security;

namespace Proximity.Inspector.Tests.Security;

/// <summary>How a browser comes in.</summary>
public class SignInTests
{
    [Fact]
    public async Task Link_GivesACookieAndACleanUrl()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();

        string answer = await OpenAsync(inspector, inspector.Server.SignInUrl.PathAndQuery);

        Assert.Equal(303, RunningInspector.Status(answer));
        Assert.Equal("/", RunningInspector.Field(answer, "Location"));
        string cookie = RunningInspector.Field(answer, "Set-Cookie")!;
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(inspector.Server.Token, cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_WorksOnce()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await OpenAsync(inspector, inspector.Server.SignInUrl.PathAndQuery);

        string answer = await OpenAsync(inspector, inspector.Server.SignInUrl.PathAndQuery);

        Assert.Equal(401, RunningInspector.Status(answer));
        Assert.Null(RunningInspector.Field(answer, "Set-Cookie"));
    }

    [Fact]
    public async Task Link_LoadedAgainByTheSameBrowser_LeadsToThePage()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        string first = await OpenAsync(inspector, inspector.Server.SignInUrl.PathAndQuery);
        string cookie = RunningInspector.Field(first, "Set-Cookie")!.Split(';')[0];

        string answer = await OpenAsync(inspector, inspector.Server.SignInUrl.PathAndQuery, $"Cookie: {cookie}\r\n");

        Assert.Equal(303, RunningInspector.Status(answer));
        Assert.Null(RunningInspector.Field(answer, "Set-Cookie"));
    }

    [Fact]
    public async Task FurtherLink_SignsAnotherBrowserIn()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        await OpenAsync(inspector, inspector.Server.SignInUrl.PathAndQuery);

        string answer = await OpenAsync(inspector, inspector.Server.CreateSignInUrl().PathAndQuery);

        Assert.Equal(303, RunningInspector.Status(answer));
    }

    [Fact]
    public async Task LinkOfTheOperation_SignsAnotherBrowserInOnce()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        using HttpResponseMessage made = await inspector.Http.PostAsync(
            "/api/sign-in-link", new StringContent("{}", Encoding.UTF8, "application/json"));
        var url = new Uri(JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("url").GetString()!);

        Assert.Equal(inspector.Server.BaseUrl.Authority, url.Authority);
        Assert.Equal(303, RunningInspector.Status(await OpenAsync(inspector, url.PathAndQuery)));
        Assert.Equal(401, RunningInspector.Status(await OpenAsync(inspector, url.PathAndQuery)));
    }

    [Fact]
    public void LinksBeyondTheMost_TakeThePlaceOfTheOldest()
    {
        var credentials = new Credentials(Secret.Create(), TimeProvider.System);
        string oldest = credentials.CreateLink();
        string[] newer = [.. Enumerable.Range(0, Credentials.MaxLinks).Select(_ => credentials.CreateLink())];

        Assert.Equal(CredentialAnswer.Wrong, credentials.TakeLink(oldest));
        Assert.All(newer, link => Assert.Equal(CredentialAnswer.Right, credentials.TakeLink(link)));
    }

    [Fact]
    public async Task Link_OpenedFromAnotherSite_SignsIn()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();

        string answer = await OpenAsync(
            inspector,
            inspector.Server.SignInUrl.PathAndQuery,
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n");

        Assert.Equal(303, RunningInspector.Status(answer));
    }

    [Fact]
    public async Task PageWithoutACookie_SaysHowToSignIn()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();

        string answer = await OpenAsync(inspector, "/");

        Assert.Equal(401, RunningInspector.Status(answer));
        Assert.Contains("Open the address that the program printed", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryAnswer_TellsTheBrowserWhatToKeepTo()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();

        foreach (string path in new[] { "/", "/api/status", "/api/nothing", "/?token=no" })
        {
            string answer = await OpenAsync(inspector, path, $"Authorization: Bearer {inspector.Server.Token}\r\n");

            string policy = RunningInspector.Field(answer, "Content-Security-Policy")!;
            Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", RunningInspector.Field(answer, "X-Content-Type-Options"));
            Assert.Equal("no-referrer", RunningInspector.Field(answer, "Referrer-Policy"));
            Assert.Equal("same-origin", RunningInspector.Field(answer, "Cross-Origin-Opener-Policy"));
            Assert.Equal("same-origin", RunningInspector.Field(answer, "Cross-Origin-Resource-Policy"));
            Assert.Null(RunningInspector.Field(answer, "Server"));
        }
    }

    private static Task<string> OpenAsync(RunningInspector inspector, string target, string fields = "")
        => inspector.SendAsync($"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{inspector.Port}\r\nConnection: close\r\n{fields}\r\n");
}
