namespace Proximity.Flows.Tests;

public class RedactionTests
{
    private static readonly Redaction Ours = new(["X-Mine", "?mine"]);

    [Theory]
    [InlineData("authorization", "Bearer x", "***")]
    [InlineData("Set-Cookie", "a=b", "***")]
    [InlineData("x-mine", "v", "***")]
    [InlineData("X-Other", "v", "v")]
    [InlineData("Cookie", "", "")]
    [InlineData("Location", "http://h/cb?code=1&state=2", "http://h/cb?code=***&state=2")]
    [InlineData("Referer", "http://u:p@h/", "http://***@h/")]
    [InlineData("Link", "<http://u:p@h/a>; rel=\"a\", <http://v:q@h/b>; rel=\"b\"", "<http://***@h/a>; rel=\"a\", <http://***@h/b>; rel=\"b\"")]
    [InlineData("Link", "<http://h/?token=1>; rel=\"next\"", "<http://h/?token=***>; rel=\"next\"")]
    public void Value_IsMaskedByItsField(string name, string value, string expected) => Assert.Equal(expected, Ours.Value(name, value));

    [Theory]
    [InlineData("/p?q=1", "/p?q=1")]
    [InlineData("/p?access_token=s&q=1", "/p?access_token=***&q=1")]
    [InlineData("/p?q=1&PASSWORD=s", "/p?q=1&PASSWORD=***")]
    [InlineData("/p?pass%77ord=s", "/p?pass%77ord=***")]
    [InlineData("/p?q=1;token=s;r=2", "/p?q=1;token=***;r=2")]
    [InlineData("/p?mine=s#access_token=t", "/p?mine=***#access_token=***")]
    [InlineData("/p?token=", "/p?token=***")]
    [InlineData("/p?token", "/p?token")]
    [InlineData("/p?a=b=token=c", "/p?a=b=token=c")]
    [InlineData("http://user:pa@ss@h/p", "http://***@h/p")]
    [InlineData("http://h/p@q", "http://h/p@q")]
    [InlineData("http://h?u@x", "http://h?u@x")]
    [InlineData("http://@h/", "http://***@h/")]
    [InlineData("http://", "http://")]
    [InlineData("host:443", "host:443")]
    [InlineData("", "")]
    public void Url_LosesUserInformationAndSecretParameters(string url, string expected) => Assert.Equal(expected, Ours.Url(url));

    [Fact]
    public void Block_KeepsItsLines()
        => Assert.Equal(
            "GET http://h/?token=*** HTTP/1.1\r\nHost: h\r\nAuthorization:  ***\r\n ***\r\nX-Mine:***\r\nX-A: b\r\n folded\r\n\r\n",
            Ours.Block("GET http://h/?token=s HTTP/1.1\r\nHost: h\r\nAuthorization:  Basic s\r\n s\r\nX-Mine:s\r\nX-A: b\r\n folded\r\n\r\n", isRequest: true));

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("HTTP/1.1 200 OK?token=reason\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\nA: b\n\n")]
    public void BlockWithoutSecrets_IsAsItWas(string raw) => Assert.Equal(raw, Ours.Block(raw, isRequest: false));

    [Fact]
    public async Task ExportedFlows_HoldNoSecret_AndLoadAgain()
    {
        const string Secret = "c4n4ry";
        using var folder = new TemporaryFolder();
        var flow = new Flow(DateTimeOffset.UnixEpoch, "127.0.0.1", ProxyRequest.FromBlock(
            System.Text.Encoding.Latin1.GetBytes($"GET http://u:{Secret}@h/?token={Secret} HTTP/1.1\r\nHost: h\r\nCookie: {Secret}\r\nReferer: http://x/?key={Secret}\r\n\r\n")))
        {
            Response = ProxyResponse.FromBlock(System.Text.Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nSet-Cookie: a={Secret}\r\nSet-Cookie: b={Secret}\r\n\r\n")),
        };
        new FlowTable(1).Add(flow);
        string path = folder.PathOf("flows.json");

        Assert.Null(await FlowFile.ExportAsync(path, [flow], new Redaction([]), CancellationToken.None));

        string text = await File.ReadAllTextAsync(path);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.Contains("***", text, StringComparison.Ordinal);
        (IReadOnlyList<Flow> loaded, Exception? problem) = await FlowFile.LoadAsync(path, CancellationToken.None);
        Assert.Null(problem);
        Assert.Equal("http://***@h/?token=***", Assert.Single(loaded).Request.Url);
        Assert.Contains(Secret, flow.Request.Raw, StringComparison.Ordinal);
    }
}
