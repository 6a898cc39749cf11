namespace Proximity.Tests.Server;

/// <summary>A time-out names the option whose limit held, and no other.</summary>
public class TimeoutOptionTests
{
    private const string Get = "GET http://origin.test:{0}/ HTTP/1.1\r\nHost: origin.test:{0}\r\n\r\n";
    private const string HalfAHead = "GET http://origin.test:{0}/ HTTP/1.1\r\n";
    private const string Post = "POST http://origin.test:{0}/ HTTP/1.1\r\nHost: origin.test:{0}\r\nContent-Length: 5\r\n\r\n";
    private const string Connect = "CONNECT origin.test:{0} HTTP/1.1\r\nHost: origin.test:{0}\r\n\r\n";
    private const string HalfABody = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab";

    /// <summary>Long enough for what comes before the silence, on a busy machine as well.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(nameof(ProxyOptions.Timeout), HalfAHead, "", "No whole request head arrived in time")]
    [InlineData(nameof(ProxyOptions.HeadTimeout), HalfAHead, "", "No whole request head arrived in time")]
    [InlineData(nameof(ProxyOptions.Timeout), Get, "", "No response arrived in time")]
    [InlineData(nameof(ProxyOptions.FirstByteTimeout), Get, "", "No response arrived in time")]
    [InlineData(nameof(ProxyOptions.HeadTimeout), Get, "HTTP/1.1 200 OK\r\n", "No response arrived in time")]
    [InlineData(nameof(ProxyOptions.Timeout), Post, "", "The rest of the request's body did not arrive in time")]
    [InlineData(nameof(ProxyOptions.BodyTimeout), Post, "", "The rest of the request's body did not arrive in time")]
    [InlineData(nameof(ProxyOptions.Timeout), Get, HalfABody, "The body stopped moving")]
    [InlineData(nameof(ProxyOptions.BodyTimeout), Get, HalfABody, "The body stopped moving")]
    [InlineData(nameof(ProxyOptions.Timeout), Connect, "", "Nothing moved in the tunnel")]
    [InlineData(nameof(ProxyOptions.TunnelTimeout), Connect, "", "Nothing moved in the tunnel")]
    public async Task TimeOut_NamesTheOptionThatHeld(string option, string request, string answer, string words)
    {
        await using Harness harness = await Harness.StartAsync(
            options =>
            {
                options.ConnectPorts = ["1-65535"];
                typeof(ProxyOptions).GetProperty(option)!.SetValue(options, Short);
            },
            answer);
        await harness.ExchangeAsync(request.Replace("{0}", $"{harness.OriginPort}", StringComparison.Ordinal));
        await harness.SettleAsync();
        Assert.Equal($"{words} (option {option}).", Assert.Single(harness.Errors).Message);
    }
}
