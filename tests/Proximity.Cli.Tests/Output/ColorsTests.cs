using Proximity.Cli.Output;

namespace Proximity.Cli.Tests.Output;

public class ColorsTests
{
    [Theory]
    [InlineData(nameof(ColorChoice.Automatic), true, null, "xterm", true)]
    [InlineData(nameof(ColorChoice.Automatic), true, "1", "xterm", false)]
    [InlineData(nameof(ColorChoice.Automatic), true, "", "xterm", true)]
    [InlineData(nameof(ColorChoice.Automatic), true, null, "dumb", false)]
    [InlineData(nameof(ColorChoice.Automatic), false, null, "xterm", false)]
    [InlineData(nameof(ColorChoice.Always), false, "1", "dumb", true)]
    [InlineData(nameof(ColorChoice.Never), true, null, "xterm", false)]
    public void Colours_AreThereWhereTheyAreWanted(string choice, bool isTerminal, string? noColor, string term, bool expected)
    {
        var colors = Colors.For(Enum.Parse<ColorChoice>(choice), isTerminal, name => name == "NO_COLOR" ? noColor : term);

        Assert.Equal(expected ? "\u001b[31mx\u001b[0m" : "x", colors.Error("x"));
    }

    [Theory]
    [InlineData(200, "32")]
    [InlineData(304, "36")]
    [InlineData(404, "33")]
    [InlineData(502, "31")]
    [InlineData(null, "31")]
    public void Status_IsColouredByItsClass(int? status, string code) => Assert.Equal($"\u001b[{code}mx\u001b[0m", new Colors(areOn: true).Status(status, "x"));
}
