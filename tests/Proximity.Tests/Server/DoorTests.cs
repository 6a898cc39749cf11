using Proximity.Protocol.Faults;

namespace Proximity.Tests.Server;

public class DoorTests
{
    [Fact]
    public async Task ClientThatIsNotAllowed_Is403AndReachesNobody_AndTheLogNamesTheOption()
    {
        var logger = new CollectingLogger();
        await using Harness harness = await Harness.StartAsync(options => (options.AllowClients, options.Logger) = (["203.0.113.0/24"], logger));
        string answer = await harness.GetAsync();
        await harness.SettleAsync();
        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", answer, StringComparison.Ordinal);
        Assert.Empty(harness.OriginSaw);
        Assert.Empty(harness.Proxy.Flows);
        Assert.Equal(ErrorCodes.ClientNotAllowed, Assert.Single(harness.Errors).Code);
        Assert.Contains(logger.Lines, line => line.Contains("option AllowClients", StringComparison.Ordinal));
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
    }

    [Fact]
    public async Task ClientThatIsAllowed_IsServed()
    {
        await using Harness harness = await Harness.StartAsync(options => options.AllowClients = ["127.0.0.1"]);
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Via_IsAddedToBothMessages_BehindOthers()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Via = "mine", "HTTP/1.0 200 OK\r\nVia: 1.1 theirs\r\nContent-Length: 2\r\n\r\nok");
        string answer = await harness.GetAsync(fields: "Via: 1.1 before\r\n");
        Assert.Contains("Via: 1.1 before\r\nVia: 1.1 mine\r\n", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 OK\r\nVia: 1.1 theirs\r\nContent-Length: 2\r\nVia: 1.0 mine\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Via: 1.1 mine\r\n", true)]
    [InlineData("Via: 1.0 a, HTTP/1.1 mine (Proximity)\r\n", true)]
    [InlineData("Via: 1.1 a\r\nVia: 1.1\tmine\r\n", true)]
    [InlineData("Via: 1.1 Mine\r\n", false)]
    [InlineData("Via: 1.1 mine2\r\n", false)]
    [InlineData("Via: mine\r\n", false)]
    public async Task RequestThatComesBack_Is508(string fields, bool refused)
    {
        await using Harness harness = await Harness.StartAsync(options => options.Via = "mine");
        Assert.Equal(refused, (await harness.GetAsync(fields: fields)).StartsWith("HTTP/1.1 508 ", StringComparison.Ordinal));
        Assert.Equal(refused, harness.OriginSaw.IsEmpty);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("a\r\nX: 1")]
    [InlineData("\u0416")]
    public async Task ViaThatIsNoToken_StartThrows(string name)
    {
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(
            () => ProxyServer.StartAsync(new ProxyOptions { UseEphemeralPort = true, Via = name }, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.InvalidVia, thrown.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public async Task HeadThatTakesTooLong_Is408_WhateverTheSilenceLimit(int timeoutSeconds)
    {
        await using Harness harness = await Harness.StartAsync(options => (options.Timeout, options.HeadTimeout) = (TimeSpan.FromSeconds(timeoutSeconds), TimeSpan.FromMilliseconds(200)));
        Assert.StartsWith("HTTP/1.1 408 ", await harness.ExchangeAsync("GET http://origin.test/ HTTP/1.1\r\nHost:"), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal((ErrorCodes.ConnectionTimeout, "reading_headers"), (Assert.Single(harness.Errors).Code, Assert.Single(harness.Errors).Phase));
    }

    [Fact]
    public async Task WrongEntry_StartThrowsAndNamesIt()
    {
        var options = new ProxyOptions { UseEphemeralPort = true, AllowClients = ["nonsense"] };
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(options, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.InvalidAllowClients, thrown.Code);
        Assert.Contains("'nonsense'", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET http://origin.test:{0}/ HTTP/1.1\r\nHost: origin.test:{0}\r\n\r\n", "origin.test", "http_request_denied")]
    [InlineData("GET http://origin.test:{0}/ HTTP/1.1\r\nHost: origin.test:{0}\r\n\r\n", "loopback", "destination_ip_prohibited")]
    [InlineData("CONNECT origin.test:{0} HTTP/1.1\r\nHost: origin.test:{0}\r\n\r\n", "*.test:*", "http_request_denied")]
    [InlineData(
        "CONNECT [::ffff:127.0.0.1]:{0} HTTP/1.1\r\nHost: [::ffff:127.0.0.1]:{0}\r\n\r\n", "127.0.0.0/8", "destination_ip_prohibited")]
    public async Task TargetThatIsDenied_Is403AndReachesNobody(string request, string rule, string type)
    {
        await using Harness harness = await Harness.StartAsync(options => options.DenyTargets = [rule]);
        string answer = await harness.ExchangeAsync(request.Replace("{0}", harness.OriginPort.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        await harness.SettleAsync();
        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Contains($"error={type}; details=\"target_not_allowed", answer, StringComparison.Ordinal);
        Assert.Contains("(option DenyTargets)", answer, StringComparison.Ordinal);
        Assert.Empty(harness.OriginSaw);
        Assert.Equal(ErrorCodes.TargetNotAllowed, Assert.Single(harness.Completed).ErrorCode);
    }

    [Fact]
    public async Task TargetThatAnInterceptorChose_IsJudgedToo()
    {
        await using Harness harness = await Harness.StartAsync(options => options.AllowTargets = ["other.test"]);
        harness.Proxy.AddRequestInterceptor((request, _) =>
        {
            request.Url = $"http://origin.test:{harness.OriginPort}/";
            return null;
        });
        Assert.StartsWith("HTTP/1.1 403 ", await harness.ExchangeAsync("GET http://other.test/ HTTP/1.1\r\nHost: other.test\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TargetThatIsAllowed_IsReached()
    {
        await using Harness harness = await Harness.StartAsync(options => (options.AllowTargets, options.DenyTargets) = (["*.test"], ["private"]));
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectToAnotherPort_Is403()
    {
        await using Harness harness = await Harness.StartAsync(options => options.ConnectPorts = ["443"]);
        string answer = await harness.ExchangeAsync($"CONNECT origin.test:{harness.OriginPort} HTTP/1.1\r\nHost: origin.test:{harness.OriginPort}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Contains("(option ConnectPorts)", answer, StringComparison.Ordinal);
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Proxy-Authorization: Basic d3Jvbmc6d3Jvbmc=\r\n")]
    [InlineData("Authorization: Basic dXNlcjpwYXNz\r\n")]
    public async Task RequestWithoutGoodCredentials_Is407AndReachesNobody(string fields)
    {
        await using Harness harness = await Harness.StartAsync(options => options.ProxyAuth = "user:pass");
        string answer = await harness.GetAsync(fields: fields);
        await harness.SettleAsync();
        Assert.StartsWith("HTTP/1.1 407 Proxy Authentication Required\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Proxy-Authenticate: Basic realm=\"proximity\", charset=\"UTF-8\"\r\n", answer, StringComparison.Ordinal);
        Assert.Empty(harness.OriginSaw);
        Assert.Equal(ErrorCodes.ProxyAuthenticationRequired, Assert.Single(harness.Errors).Code);
    }

    [Fact]
    public async Task GoodCredentials_AreServed_AndGoNoFurther()
    {
        await using Harness harness = await Harness.StartAsync(options => options.ProxyAuth = "user:pass");
        Assert.EndsWith("ok", await harness.GetAsync(fields: "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("dXNlcjpwYXNz", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplicationThatChecks_IsAskedOnceAMinute_AndOneThatThrowsAdmitsNobody()
    {
        var asked = new List<string>();
        await using Harness harness = await Harness.StartAsync(options => options.Authenticate = (user, password) =>
        {
            asked.Add(user);
            return user == "broken" ? throw new InvalidOperationException("no store") : new ValueTask<bool>(password == "pass");
        });
        Assert.EndsWith("ok", await harness.GetAsync(fields: "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n"), StringComparison.Ordinal);
        Assert.EndsWith("ok", await harness.GetAsync(fields: "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 407 ", await harness.GetAsync(fields: "Proxy-Authorization: Basic YnJva2VuOnBhc3M=\r\n"), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal(["user", "broken"], asked);
        Assert.Equal([ErrorCodes.AuthenticateFailed, ErrorCodes.ProxyAuthenticationRequired], harness.Errors.Select(error => error.Code));
    }

    [Theory]
    [InlineData("hunter2", null, null, ErrorCodes.InvalidProxyAuth)]
    [InlineData(":hunter2", null, null, ErrorCodes.InvalidProxyAuth)]
    [InlineData(null, "http://x", null, ErrorCodes.InvalidTargetRule)]
    [InlineData(null, null, "0", ErrorCodes.InvalidTargetRule)]
    public async Task DoorThatCannotBeRead_StartThrows_WithoutThePassword(string? auth, string? target, string? port, string code)
    {
        var options = new ProxyOptions { UseEphemeralPort = true, ProxyAuth = auth, AllowTargets = target is null ? null : [target], ConnectPorts = port is null ? null : [port] };
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(options, TestContext.Current.CancellationToken));
        Assert.Equal(code, thrown.Code);
        Assert.DoesNotContain("hunter2", thrown.Message, StringComparison.Ordinal);
    }
}
