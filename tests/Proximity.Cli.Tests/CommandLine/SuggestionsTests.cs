using Proximity.Cli.CommandLine;
using Proximity.Flows;

namespace Proximity.Cli.Tests.CommandLine;

public class SuggestionsTests
{
    [Theory]
    [InlineData("--prot", "--port")]
    [InlineData("--verbsoe", "--verbose")]
    [InlineData("--exportfile", "--export-file")]
    [InlineData("--export_file", "--export-file")]
    [InlineData("--MITM", "--mitm")]
    [InlineData("--max-connection-per-client", "--max-connections-per-client")]
    [InlineData("rnu", "run")]
    [InlineData("--xyzzy", null)]
    [InlineData("http://example.com/", null)]
    public void NearestWord_IsFound(string word, string? nearest) => Assert.Equal(nearest, Suggestions.Nearest(word, LineErrors.Words(new ProximityCommand().Root)));

    [Theory]
    [InlineData("proximity", "--prot is no option or command of proximity. Did you mean --port?", "--prot", "80")]
    [InlineData("proximity", "rnu is no option or command of proximity. Did you mean run?", "rnu")]
    [InlineData("proximity run", "--verbos is no option of proximity run. Did you mean --verbose?", "run", "--verbos", "--", "true")]
    [InlineData("proximity ca trust", "--nns is no option or command of proximity ca trust. Did you mean --nss?", "ca", "trust", "--nns")]
    public void Refusal_NamesTheWordThatWasMeantAndTheRightHelp(string path, string sentence, params string[] arguments)
    {
        var line = new ProximityCommand().Parse(arguments);

        Assert.Contains(sentence, LineErrors.Sentences(line));
        Assert.Equal($"{path} --help", LineErrors.HelpFor(line));
    }

    [Theory]
    [InlineData("proximity completion takes one of bash, zsh, fish, pwsh.", "completion")]
    [InlineData(
        "tcsh is no option or command of proximity completion.|proximity completion takes one of bash, zsh, fish, pwsh.",
        "completion",
        "tcsh")]
    [InlineData("proximity ca takes one of path, export, trust, untrust, check.", "ca")]
    public void CommandWithoutItsWord_NamesTheWords(string sentences, params string[] arguments)
        => Assert.Equal(sentences.Split('|'), LineErrors.Sentences(new ProximityCommand().Parse(arguments)));
}
