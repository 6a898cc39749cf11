using System.Text;
using Microsoft.Extensions.Time.Testing;
using Proximity.Access;
using Proximity.Protocol;
using Proximity.Protocol.Heads;

namespace Proximity.Tests.Access;

public class ProxyAuthenticationTests
{
    private static readonly string Good = Convert.ToBase64String("user:pass:word"u8);

    [Theory]
    [InlineData("Basic {0}", true)]
    [InlineData("bAsIc   {0}", true)]
    [InlineData("Basic {0} ", true)]
    [InlineData("Basic\t{0}", false)]
    [InlineData("Basic{0}", false)]
    [InlineData("Basic", false)]
    [InlineData("Basic ", false)]
    [InlineData("Basic {0}=", false)]
    [InlineData("Basic {0}, Basic {0}", false)]
    [InlineData("Bearer {0}", false)]
    [InlineData("Basic dXNlcg==", false)]
    [InlineData("Basic !!!!", false)]
    public void Field_IsReadStrictly(string value, bool accepted)
    {
        var authentication = new ProxyAuthentication("user:pass:word", asksApplication: false, TimeProvider.System);
        string field = "Proxy-Authorization: " + value.Replace("{0}", Good, StringComparison.Ordinal) + "\r\n";
        Assert.Equal(accepted, Judge(authentication, field, out _) == ProxyAuthentication.Verdict.Accepted);
    }

    [Theory]
    [InlineData("user:wrong")]
    [InlineData("user:pass:word2")]
    [InlineData("User:pass:word")]
    [InlineData(":")]
    public void OtherCredentials_AreRefused(string credentials)
        => Assert.Equal(
            ProxyAuthentication.Verdict.Refused,
            Judge(new ProxyAuthentication("user:pass:word", asksApplication: false, TimeProvider.System), Field(credentials), out _));

    [Fact]
    public void TwoFields_AreRefused()
        => Assert.Equal(
            ProxyAuthentication.Verdict.Refused,
            Judge(new ProxyAuthentication("user:pass:word", asksApplication: false, TimeProvider.System), Field("user:pass:word") + Field("user:pass:word"), out _));

    [Fact]
    public void LongCredentials_AreRefused()
    {
        string credentials = "user:" + new string('x', BasicCredentials.MaxBytes);
        Assert.Equal(ProxyAuthentication.Verdict.Refused, Judge(new ProxyAuthentication(credentials, asksApplication: true, TimeProvider.System), Field(credentials), out _));
    }

    [Fact]
    public void WhatTheApplicationFoundGood_IsNotAskedAgainForAMinute()
    {
        var time = new FakeTimeProvider();
        var authentication = new ProxyAuthentication(null, asksApplication: true, time);
        Assert.Equal(ProxyAuthentication.Verdict.Ask, Judge(authentication, Field("\u0416:p:q"), out PendingCredentials pending));
        Assert.Equal(("\u0416", "p:q"), (pending.User, pending.Password));
        authentication.Remember(pending);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(ProxyAuthentication.Verdict.Accepted, Judge(authentication, Field("\u0416:p:q"), out _));
        Assert.Equal(ProxyAuthentication.Verdict.Ask, Judge(authentication, Field("\u0416:p:r"), out _));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ProxyAuthentication.Verdict.Ask, Judge(authentication, Field("\u0416:p:q"), out _));
    }

    private static string Field(string credentials) => $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}\r\n";

    private static ProxyAuthentication.Verdict Judge(ProxyAuthentication authentication, string fields, out PendingCredentials pending)
    {
        var head = new RequestHead(new BufferPool());
        int scanned = 0;
        Assert.Equal(
            ParseState.Done,
            HeadParser.ParseRequest(Encoding.Latin1.GetBytes($"GET http://h/ HTTP/1.1\r\nHost: h\r\n{fields}\r\n"), new HeadLimits(65536, 100), head, ref scanned).State);
        ProxyAuthentication.Verdict verdict = authentication.Judge(head, out pending);
        head.Release();
        return verdict;
    }
}
