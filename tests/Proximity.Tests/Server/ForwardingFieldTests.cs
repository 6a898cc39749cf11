namespace Proximity.Tests.Server;

public class ForwardingFieldTests
{
    private const string Trace = "TRACE http://origin.test:{0}/x HTTP/1.1\r\nHost: origin.test:{0}\r\n";
    private const string Options = "OPTIONS http://origin.test:{0}/x HTTP/1.1\r\nHost: origin.test:{0}\r\n";

    [Theory]
    [InlineData(ForwardedField.None, "")]
    [InlineData(ForwardedField.Forwarded, "Forwarded: for=127.0.0.1\r\n")]
    [InlineData(ForwardedField.XForwardedFor, "X-Forwarded-For: 127.0.0.1\r\n")]
    [InlineData(ForwardedField.Both, "Forwarded: for=127.0.0.1\r\nX-Forwarded-For: 127.0.0.1\r\n")]
    public async Task ClientsAddress_IsAddedBehindWhatCame(ForwardedField fields, string added)
    {
        await using Harness harness = await Harness.StartAsync(options => options.Forwarded = fields);
        Assert.EndsWith("ok", await harness.GetAsync(fields: "X-Forwarded-For: 192.0.2.1\r\n"), StringComparison.Ordinal);
        Assert.EndsWith($"X-Forwarded-For: 192.0.2.1\r\n{added}\r\n", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2001:db8::1", "Forwarded: for=\"[2001:db8::1]\"\r\nX-Forwarded-For: 2001:db8::1\r\n")]
    [InlineData("fe80::1%3", "Forwarded: for=\"[fe80::1]\"\r\nX-Forwarded-For: fe80::1\r\n")]
    [InlineData("::ffff:192.0.2.1", "Forwarded: for=192.0.2.1\r\nX-Forwarded-For: 192.0.2.1\r\n")]
    public void Address_IsWrittenAsTheFieldWantsIt(string address, string expected)
        => Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(Proximity.Exchanges.ForwardedLines.For(System.Net.IPAddress.Parse(address), ForwardedField.Both)));

    [Theory]
    [InlineData(Trace + "Max-Forwards: 1\r\n\r\n", "Max-Forwards: 0\r\n")]
    [InlineData(Options + "mAx-FoRwArDs:   070  \r\n\r\n", "mAx-FoRwArDs: 69\r\n")]
    [InlineData("GET http://origin.test:{0}/x HTTP/1.1\r\nHost: origin.test:{0}\r\nMax-Forwards: 0\r\n\r\n", "Max-Forwards: 0\r\n")]
    [InlineData("GET http://origin.test:{0}/x HTTP/1.1\r\nHost: origin.test:{0}\r\nMax-Forwards: many\r\n\r\n", "Max-Forwards: many\r\n")]
    public async Task MaxForwards_CountsDownForTraceAndOptions(string request, string sent)
    {
        await using Harness harness = await Harness.StartAsync();
        await SendAsync(harness, request);
        Assert.Contains(sent, Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("1, 1")]
    [InlineData("1\r\nMax-Forwards: 1")]
    [InlineData("99999999999999999999")]
    public async Task MaxForwardsThatCannotBeCounted_Is400(string value)
    {
        await using Harness harness = await Harness.StartAsync();
        Assert.StartsWith("HTTP/1.1 400 ", await SendAsync(harness, $"{Options}Max-Forwards: {value}\r\n\r\n"), StringComparison.Ordinal);
        Assert.Empty(harness.OriginSaw);
    }

    [Fact]
    public async Task TraceAtItsLastHop_IsAnsweredWithWhatCame_WithoutSecrets()
    {
        await using Harness harness = await Harness.StartAsync();
        string answer = await SendAsync(harness, Trace + "Cookie: s\r\nX-A: b\r\nauthorization: s\r\nMax-Forwards: 0\r\nProxy-Authorization: s\r\nConnection: close\r\n\r\n");
        await harness.SettleAsync();
        string echo = $"TRACE http://origin.test:{harness.OriginPort}/x HTTP/1.1\r\nHost: origin.test:{harness.OriginPort}\r\nX-A: b\r\nMax-Forwards: 0\r\nConnection: close\r\n\r\n";
        Assert.EndsWith($"\r\nContent-Type: message/http\r\nContent-Length: {echo.Length}\r\nConnection: close\r\n\r\n{echo}", answer, StringComparison.Ordinal);
        Assert.Empty(harness.OriginSaw);
        Assert.Equal(200, Assert.Single(harness.Completed).Response!.Status);
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
    }

    [Fact]
    public async Task OptionsAtItsLastHop_IsAnswered_AndTheConnectionGoesOn()
    {
        await using Harness harness = await Harness.StartAsync();
        string answer = await SendAsync(harness, Options + "Max-Forwards: 0\r\n\r\nGET http://origin.test:{0}/y HTTP/1.1\r\nHost: origin.test:{0}\r\nConnection: close\r\n\r\n");
        Assert.Contains("\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nX-Origin: yes\r\n", answer, StringComparison.Ordinal);
        Assert.StartsWith("GET /y ", Assert.Single(harness.OriginSaw), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TraceWithContent_Is400()
    {
        await using Harness harness = await Harness.StartAsync();
        Assert.StartsWith("HTTP/1.1 400 ", await SendAsync(harness, Trace + "Content-Length: 1\r\n\r\nx"), StringComparison.Ordinal);
    }

    private static async Task<string> SendAsync(Harness harness, string request)
    {
        request = request.Replace("{0}", harness.OriginPort.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return await harness.ExchangeAsync(request.Contains("Connection: close", StringComparison.Ordinal) ? request : request.Replace("HTTP/1.1\r\n", "HTTP/1.1\r\nConnection: close\r\n", StringComparison.Ordinal));
    }
}
