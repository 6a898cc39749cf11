using System.Text;
using Proximity.Protocol.Targets;

namespace Proximity.Protocol.Tests;

/// <summary>What errors say of a target: no input may show user information.</summary>
public class TargetDescriptionTests
{
    [Theory]
    [InlineData("http://h/p?q", "h:80")]
    [InlineData("HTTPS://h", "h:443")]
    [InlineData("http://h:81/", "h:81")]
    [InlineData("http://h:/", "h:80")]
    [InlineData("ftp://h/", "h:")]
    [InlineData("ftp://h:21/", "h:21")]
    [InlineData("http://[::1]:81/", "::1:81")]
    [InlineData("h:443", "h:443")]
    [InlineData("h", "h:")]
    [InlineData("h:443/x", "h:443")]
    [InlineData("[::1]:443", "::1:443")]
    [InlineData("u:p@h:443", "h:443")]
    [InlineData("http://u:p@h/", "h:80")]
    [InlineData("http:/h/", "http:")]
    [InlineData("http:///x", ":")]
    [InlineData("u:1/w@h:443", ":")]
    [InlineData("h:70000", ":")]
    [InlineData("::1:443", ":")]
    [InlineData("a b", ":")]
    public void HostAndPort_AreRead(string target, string expected)
    {
        var description = TargetDescription.Of(Encoding.Latin1.GetBytes(target), "other.test:8"u8, isTls: false);
        Assert.Equal(expected, $"{description.Host}:{description.Port}");
    }

    [Theory]
    [InlineData("/p", "a.test", false, "a.test:80")]
    [InlineData("/p", "a.test", true, "a.test:443")]
    [InlineData("/p", "a.test:8", true, "a.test:8")]
    [InlineData("*", "a.test", false, "a.test:80")]
    [InlineData("//x/p", "a.test", false, "a.test:80")]
    [InlineData("/p", "", false, ":")]
    [InlineData("/p", "u:p@a.test", false, "a.test:80")]
    [InlineData("/p", "a, b", false, ":")]
    public void TargetWithoutAHost_TakesTheField(string target, string host, bool isTls, string expected)
    {
        var description = TargetDescription.Of(Encoding.Latin1.GetBytes(target), Encoding.Latin1.GetBytes(host), isTls);
        Assert.Equal(expected, $"{description.Host}:{description.Port}");
    }

    [Theory]
    [InlineData("http://h/p@q?a@b")]
    [InlineData("/users/@me")]
    [InlineData("/p?mail=a@b")]
    [InlineData("h:443")]
    [InlineData("*")]
    public void TargetWithoutUserInformation_StaysAsItIs(string target) => Assert.Equal(target, Url(target));

    [Theory]
    [InlineData("http://u:s3cret@h/p", "http://***@h/p")]
    [InlineData("http://u@s3cret@h/p", "http://***@h/p")]
    [InlineData("http://u:s3cret@h?q", "http://***@h?q")]
    [InlineData("u:s3cret@h:443", "***@h:443")]
    [InlineData("u:s3/cret@h:443", "***@h:443")]
    [InlineData("http:/u:s3cret@h/", "***@h/")]
    [InlineData("//u:s3cret@h/p", "//***@h/p")]
    [InlineData("//u:s3cret@h/?u=http://u:s3cret@h", "//***@h/?u=http://***@h")]
    [InlineData("http://u:s3/cret@h/p", "http://***@h/p")]
    [InlineData("http://u:s3?cret@h/p", "http://***@h/p")]
    [InlineData("http://u:s3cret@h/?u=http://u:s3cret@h", "http://***@h/?u=http://***@h")]
    [InlineData("/?u=http://u:s3cret@h", "/?u=http://***@h")]
    [InlineData("u:s3cret@h/?u=http://a", "***@h/?u=http://a")]
    [InlineData("mailto:s3cret@h", "***@h")]
    public void UserInformation_IsMasked(string target, string expected) => Assert.Equal(expected, Url(target));

    private static string Url(string target) => TargetDescription.Of(Encoding.Latin1.GetBytes(target), default, isTls: false).Url;
}
