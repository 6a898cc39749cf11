using Proximity.Cli.CommandLine;

namespace Proximity.Cli.Tests.CommandLine;

/// <summary>Where the command of <c>proximity run</c> begins.</summary>
public class RunWordsTests
{
    [Theory]
    [InlineData("run curl http://a/", "curl http://a/")]
    [InlineData("run -- curl http://a/", "curl http://a/")]
    [InlineData("run --insecure-origins localhost curl -sS http://a/", "curl -sS http://a/")]
    [InlineData("run --insecure-origins localhost --verbose curl --verbose", "curl --verbose")]
    [InlineData("run --insecure-origins a b -- curl http://a/", "curl http://a/")]
    [InlineData("run --redact curl http://a/", "curl http://a/")]
    [InlineData("run --redact X-Mine -- curl", "curl")]
    [InlineData("run --verbose false curl", "curl")]
    [InlineData("run --timeout 5 curl --port 1", "curl --port 1")]
    [InlineData("run --timeout=5 curl -- x", "curl -- x")]
    [InlineData("run sh -c exit", "sh -c exit")]
    [InlineData("--verbose run curl --help", "curl --help")]
    public void Command_BeginsWithItsFirstWord(string line, string command)
    {
        var proximity = new ProximityCommand();
        var parsed = proximity.Parse(line.Split(' '));

        Assert.Empty(parsed.Errors);
        Assert.Equal(command, string.Join(' ', proximity.Run.Words(parsed)!));
    }

    [Theory]
    [InlineData("run --insecure-origins localhost curl", "localhost")]
    [InlineData("run --insecure-origins a b -- curl", "a b")]
    public void OptionOfSeveralTexts_KeepsItsOwn(string line, string hosts)
    {
        var proximity = new ProximityCommand();

        Assert.Equal(hosts, string.Join(' ', proximity.Read(proximity.Parse(line.Split(' '))).InsecureOrigins!));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run --insecure-origins curl")]
    [InlineData("run --")]
    public void NoCommand_IsRefused(string line) => Assert.NotEmpty(new ProximityCommand().Parse(line.Split(' ')).Errors);
}
