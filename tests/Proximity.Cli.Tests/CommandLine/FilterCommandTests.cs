using System.CommandLine;
using Proximity.Cli.CommandLine;

namespace Proximity.Cli.Tests.CommandLine;

public class FilterCommandTests
{
    [Fact]
    public void Explain_PrintsWhenItIsDecided()
    {
        var (exitCode, output, errors) = Invoke("filter", "explain", "host:example.com status:5xx");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith(
            "filter    host:example.com status:5xx\nfield     host: request head, indexed\n", output, StringComparison.Ordinal);
        Assert.Contains("true      response head at the earliest\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_TakesAMinusBehindTheSeparator()
        => Assert.StartsWith("filter    -host:a\n", Invoke("filter", "explain", "--", "-host:a").Output, StringComparison.Ordinal);

    [Fact]
    public void Explain_TellsWhatWasProbablyNotMeant()
        => Assert.EndsWith(
            "note      1:6: error is searched for as a text. Did you mean is:error?\n",
            Invoke("filter", "explain", "a or error").Output.ReplaceLineEndings("\n"),
            StringComparison.Ordinal);

    [Fact]
    public void InvalidFilter_EndsWithWrongUsage()
    {
        var (exitCode, output, errors) = Invoke("filter", "explain", "hots:a (");

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("1:1: There is no field hots;", errors, StringComparison.Ordinal);
        Assert.Contains("Did you mean host?", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mitmproxy", "~m POST & ! ~c 200", 0, "method*=POST -status:200\n", "")]
    [InlineData("chrome", "-domain:*.cdn.com", 0, "-host:*.cdn.com\n", "")]
    [InlineData("httpql", "resp.code.gte:400", 0, "status>=400\n", "")]
    [InlineData("mitmproxy", "~tcp ~e", 1, "is:error\n", "~tcp cannot be said here, and is left out.\n")]
    [InlineData("mitmproxy", "~tcp", 2, "", "~tcp cannot be said here, and is left out.\n")]
    public void Translate_SaysItHere(string from, string text, int exitCode, string output, string errors)
        => Assert.Equal((exitCode, output, errors), Invoke("filter", "translate", "--from", from, "--", text));

    [Fact]
    public void Translate_WantsALanguage() => Assert.NotEmpty(new ProximityCommand().Parse(["filter", "translate", "~e"]).Errors);

    [Fact]
    public void Fields_AreListed()
    {
        var lines = Invoke("filter", "fields").Output.Split('\n');

        Assert.Contains(lines, line => line.StartsWith("req.header[x]        text ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("is:error             flag ", StringComparison.Ordinal));
    }

    private static (int ExitCode, string Output, string Errors) Invoke(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var line = new ProximityCommand().Parse(arguments);
        Assert.Empty(line.Errors);
        var exitCode = line.Invoke(new InvocationConfiguration { Output = output, Error = errors });
        return (exitCode, output.ToString(), errors.ToString());
    }
}
