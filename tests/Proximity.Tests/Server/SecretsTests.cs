using Proximity.Flows;

namespace Proximity.Tests.Server;

/// <summary>Secrets that are sent through every place that could repeat them.</summary>
public class SecretsTests
{
    private const string Canary = "c4n4ry";

    [Theory]
    [InlineData("GET http://user:c4n4ry@origin.test:{0}/ HTTP/1.1\r\nHost: origin.test:{0}\r\n\r\n")]
    [InlineData("CONNECT user:c4n4ry@origin.test:{0} HTTP/1.1\r\nHost: origin.test:{0}\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: user:c4n4ry@origin.test:{0}\r\n\r\n")]
    [InlineData("GET http://nowhere.invalid/ HTTP/1.1\r\nHost: nowhere.invalid\r\nAuthorization: c4n4ry\r\nCookie: c4n4ry\r\nProxy-Authorization: c4n4ry\r\n\r\n")]
    [InlineData("GET http://origin.test:{0}/ HTTP/1.1\r\nHost: origin.test:{0}\r\nConnection: close\r\nAuthorization: c4n4ry\r\nCookie: c4n4ry\r\nProxy-Authorization: c4n4ry\r\n\r\n")]
    [InlineData("GET http://origin.test:1/ HTTP/1.1\r\nHost: origin.test:1\r\nCookie: c4n4ry\r\n\r\n")]
    [InlineData("GET http://origin.test:{0}/ HTTP/1.1\r\nHost: origin.test:{0}\r\nCookie: c4n4ry\r\nbad line\r\n\r\n")]
    public async Task Secret_StandsInNoLogNoErrorAndNoAnswer(string request)
    {
        var logger = new CollectingLogger();
        await using Harness harness = await Harness.StartAsync(
            options => (options.Logger, options.Verbose, options.ProxyAuth) = (logger, true, request.Contains("nowhere", StringComparison.Ordinal) ? "user:c4n4ry" : null),
            "HTTP/1.1 200 OK\r\nSet-Cookie: c4n4ry\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n");
        string answer = await harness.ExchangeAsync(request.Replace("{0}", harness.OriginPort.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        await harness.SettleAsync();
        Assert.DoesNotContain(Canary, answer, StringComparison.Ordinal);
        Assert.NotEmpty(logger.Lines);
        Assert.All(logger.Lines, line => Assert.DoesNotContain(Canary, line, StringComparison.Ordinal));
        Assert.NotEmpty(harness.Errors);
        Assert.All(harness.Errors, error => Assert.DoesNotContain(Canary, error.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task UpstreamsPassword_StandsInNoLogAndNoError()
    {
        var logger = new CollectingLogger();
        await using Harness harness = await Harness.StartAsync(options => (options.Logger, options.Verbose, options.UpstreamProxy) = (logger, true, "http://user:c4n4ry@origin.test:1"));
        Assert.StartsWith("HTTP/1.1 502 ", await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.All(logger.Lines, line => Assert.DoesNotContain(Canary, line, StringComparison.Ordinal));
        Assert.All(harness.Errors, error => Assert.DoesNotContain(Canary, error.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task CredentialsForTheProxy_AreNeitherRecordedNorShown()
    {
        ProxyRequest? shown = null;
        await using Harness harness = await Harness.StartAsync(options => options.OnRequest = request =>
        {
            shown = request;
            return default;
        });
        Assert.EndsWith("ok", await harness.GetAsync(fields: "Proxy-Authorization: Basic c4n4ry\r\nX-After: yes\r\nProxy-Authorization:c4n4ry\r\n"), StringComparison.Ordinal);
        await harness.SettleAsync();
        string raw = Assert.Single(harness.Completed).Request.Raw;
        Assert.EndsWith("Connection: close\r\nProxy-Authorization: ***\r\nX-After: yes\r\nProxy-Authorization:***\r\n\r\n", raw, StringComparison.Ordinal);
        Assert.Equal(raw, shown!.Raw);
        Assert.Equal("***", shown.Headers["Proxy-Authorization"]);
    }
}
