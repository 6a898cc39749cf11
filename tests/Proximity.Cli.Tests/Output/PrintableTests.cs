using Proximity.Cli.Output;

namespace Proximity.Cli.Tests.Output;

public class PrintableTests
{
    [Theory]
    [InlineData("http://example.com/a?b=c", "http://example.com/a?b=c")]
    [InlineData("a\r\nb", "a\\x0D\\x0Ab")]
    [InlineData("\u001b[2J", "\\x1B[2J")]
    [InlineData("\u009b2J", "\\x9B2J")]
    [InlineData("a\u202Eb", "a\\u202Eb")]
    [InlineData("é", "é")]
    public void Text_EscapesWhatDrivesATerminal(string text, string shown) => Assert.Equal(shown, Printable.Text(text));

    [Theory]
    [InlineData("http://user:secret@example.com/", "http://example.com/")]
    [InlineData("http://user@example.com/", "http://example.com/")]
    [InlineData("http://user:p@ss@example.com/x@y", "http://example.com/x@y")]
    [InlineData("user:secret@example.com:443", "example.com:443")]
    [InlineData("http://example.com/x@y", "http://example.com/x@y")]
    [InlineData("http://example.com?a@b", "http://example.com?a@b")]
    [InlineData("/path@x", "/path@x")]
    [InlineData("*", "*")]
    [InlineData("", "")]
    [InlineData("http://", "http://")]
    [InlineData("@", "")]
    public void WithoutUserInformation_RemovesItFromTheAuthorityOnly(string url, string shown) => Assert.Equal(shown, Printable.WithoutUserInformation(url));

    [Theory]
    [InlineData("parent:3128", "parent:3128")]
    [InlineData("http://user:secret@parent:3128", "http://user:***@parent:3128")]
    [InlineData("user:s:e@cret@[::1]:3128", "user:***@[::1]:3128")]
    [InlineData("http://token@parent:3128", "http://***@parent:3128")]
    public void WithoutPassword_KeepsTheUserOfAPasswordOnly(string proxy, string shown) => Assert.Equal(shown, Printable.WithoutPassword(proxy));
}
