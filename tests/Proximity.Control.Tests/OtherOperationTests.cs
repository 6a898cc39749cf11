using System.Text.Json;

namespace Proximity.Control.Tests;

/// <summary>Filters, errors and the proxy itself.</summary>
public class OtherOperationTests
{
    private readonly MemoryStoreProxy proxy = new();

    [Fact]
    public async Task Filter_GivesItsFormAndParts()
    {
        JsonElement answer = await proxy.AskAsync("filter.check", """{"text":"method=GET   status>=500"}""");

        Assert.Equal(2, answer.GetProperty("tests").GetArrayLength());
        Assert.Equal("response head", answer.GetProperty("decidedBy").GetString());
        Assert.Empty(answer.GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public async Task UnfinishedWord_IsCompleted()
    {
        JsonElement answer = await proxy.AskAsync("filter.check", """{"text":"stat"}""");

        Assert.Equal("""["status:"]""", answer.GetProperty("completions").GetRawText());
    }

    [Fact]
    public async Task WrongFilter_IsNoRefusalButAnAnswer()
    {
        JsonElement answer = await proxy.AskAsync("filter.check", """{"text":"hots:a"}""");

        Assert.Equal("host", answer.GetProperty("errors")[0].GetProperty("meant").GetString());
    }

    [Fact]
    public async Task Fields_AreThoseOfTheCatalogue()
    {
        JsonElement answer = await proxy.AskAsync("filter.fields");

        Assert.Contains(answer.GetProperty("fields").EnumerateArray(), static field => field.GetProperty("name").GetString() == "host");
    }

    [Fact]
    public void EveryErrorOfThePage_HasItsRemedy()
    {
        Assert.True(ErrorCatalogue.All.Count() > 30);
        Assert.All(ErrorCatalogue.All, static error => Assert.NotEqual("", error.Remedy));
        Assert.Equal("Check the name, and the resolver of the proxy's machine.", ErrorCatalogue.Of("dns_failed").Remedy);
    }

    [Fact]
    public async Task Recording_SaysWhatItWas()
    {
        JsonElement trial = await proxy.AskAsync("recording.set", """{"on":false,"dryRun":true}""");
        Assert.True(proxy.IsRecording);
        JsonElement done = await proxy.AskAsync("recording.set", """{"on":false}""");

        Assert.Equal("""{"recording":false,"was":true}""", done.GetRawText());
        Assert.Equal(done.GetRawText(), trial.GetRawText());
        Assert.False(proxy.IsRecording);
    }

    [Fact]
    public async Task AuthorityWithoutInterception_IsAConflict()
        => Assert.Equal("not_intercepting", (await proxy.RefusalAsync("authority.get", "{}")).Code);

    [Fact]
    public async Task Status_CountsFlowsAndThoseUnderWay()
    {
        await proxy.AddAsync(3);
        proxy.Begin();

        JsonElement status = await proxy.AskAsync("proxy.status");

        Assert.Equal((3, 1), (status.GetProperty("store").GetProperty("count").GetInt64(), status.GetProperty("underWay").GetInt32()));
    }

    [Fact]
    public async Task Status_HasErrorsByTheirCodes()
    {
        proxy.Errors["dns_failed"] = 2;
        proxy.Errors["body_too_long"] = 1;

        JsonElement status = await proxy.AskAsync("proxy.status");

        Assert.Equal(3, status.GetProperty("errors").GetInt64());
        Assert.Equal("""{"body_too_long":1,"dns_failed":2}""", status.GetProperty("errorCodes").GetRawText());
    }

    [Fact]
    public async Task SignInLink_IsMadeAnewEachTime()
    {
        int made = 0;
        ControlContext context = Asking.Context(proxy) with { CreateSignInLink = () => new Uri($"http://127.0.0.1:1/?token={++made}") };

        JsonElement first = await context.AskAsync("inspector.link");
        JsonElement second = await context.AskAsync("inspector.link");

        Assert.Equal("http://127.0.0.1:1/?token=1", first.GetProperty("url").GetString());
        Assert.Equal("http://127.0.0.1:1/?token=2", second.GetProperty("url").GetString());
    }

    [Fact]
    public async Task SignInLinkWithoutAPage_IsRefused()
        => Assert.Equal("no_inspector", (await proxy.RefusalAsync("inspector.link", "{}")).Code);

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("chrome://settings")]
    [InlineData("--no-sandbox")]
    [InlineData("/tmp")]
    public async Task BrowserAtAnotherAddressThanOfTheWeb_IsRefused(string url)
        => Assert.Equal("invalid_url", (await proxy.RefusalAsync("browser.start", $$"""{"url":"{{url}}"}""")).Code);

    [Fact]
    public async Task BrowserThatIsNotThere_IsSaid()
        => Assert.Equal("no_browser", (await proxy.RefusalAsync("browser.start", "{}")).Code);

    [Theory]
    [InlineData("fetch", "await fetch(")]
    [InlineData("python", "requests.request(")]
    [InlineData("html", "<!doctype html>")]
    public async Task Export_HasCodeAndTheReport(string format, string part)
    {
        await proxy.AddAsync(1);

        JsonElement answer = await proxy.AskAsync("flows.export", $$"""{"format":"{{format}}"}""");

        Assert.Contains(part, answer.GetProperty("text").GetString()!, StringComparison.Ordinal);
    }
}
