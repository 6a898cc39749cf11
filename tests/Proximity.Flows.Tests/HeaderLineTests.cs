using System.Text;

namespace Proximity.Flows.Tests;

/// <summary>Lines over received bytes: the same, looked at or not.</summary>
public sealed class HeaderLineTests
{
    [Theory]
    [InlineData("Content-Type: text/plain", "content-type", true)]
    [InlineData("Content-Type: text/plain", "Content-Typ", false)]
    [InlineData("Content-Type: text/plain", "Content-Types", false)]
    [InlineData("\u00C9t\u00E9: 1", "\u00E9T\u00C9", true)]
    [InlineData("K: 1", "\u212A", false)]
    [InlineData("no colon", "", true)]
    [InlineData(": no name", "", true)]
    public void Name_IsTheSameBeforeAndAfterItIsLookedAt(string received, string name, bool isSame)
    {
        HeaderLine line = Received(received);
        Assert.Equal(isSame, line.Is(name));
        _ = line.Name;
        Assert.Equal(isSame, line.Is(name));
    }

    [Theory]
    [InlineData("A: b", "A", "b")]
    [InlineData("A:\t b \t", "A", "b")]
    [InlineData("A:", "A", "")]
    [InlineData("A: b:c", "A", "b:c")]
    [InlineData("no colon", "", "no colon")]
    [InlineData(": v", "", "v")]
    [InlineData("A: \u00FF", "A", "\u00FF")]
    public void Parts_AreThoseOfTheLine(string received, string name, string value)
    {
        HeaderLine line = Received(received);
        Assert.Equal((name, value), (line.Name, line.Value));
    }

    [Theory]
    [InlineData("A: b", true)]
    [InlineData("no colon", false)]
    [InlineData(": v", false)]
    [InlineData("A b: v", false)]
    [InlineData("A: b\nC: d", false)]
    [InlineData("A: b\rC: d", false)]
    [InlineData("A: \0", false)]
    public void LineThatWouldBeAnother_IsNotWritable(string received, bool isWritable) => Assert.Equal(isWritable, Received(received).IsWritable);

    private static HeaderLine Received(string text) => new(Encoding.Latin1.GetBytes(text));
}
